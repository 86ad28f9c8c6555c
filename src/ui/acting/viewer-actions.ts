import type { ClientId } from "../../trace/ids.ts";
import { type ActionGroup, action, type Press } from "./action.ts";
import { canAct, hasRoom, type Scene } from "./scene.ts";

/** What a viewer does, what their browser does to the page, and what the page can be made to call. */
export function viewerActions(scene: Scene): ActionGroup {
  return {
    id: "viewer",
    title: `${scene.name}'s page`,
    often: canAct(scene) ? usual(scene) : waking(scene),
    more: more(scene),
  };
}

function more(scene: Scene): string | null {
  if (canAct(scene)) return "Push, join, another tab or viewer, the laptop";
  return hasRoom(scene) ? "Another tab, another viewer" : null;
}

function waking({ client, page }: Scene): readonly Press[] {
  switch (page) {
    case "asleep":
      return [
        action("laptop", "Open the laptop", "It wakes: timers that came due meanwhile fire now, late.", {
          kind: "open_laptop",
          client,
        }),
      ];
    case "left":
      return [
        action(
          "return",
          "Return to the page",
          "The browser's back button: the kept page goes on where it stopped.",
          {
            kind: "return_to_page",
            client,
          },
        ),
        closing(client),
      ];
    case "none":
    case "runs":
      return [
        action(
          "open",
          "Open the page",
          "The browser loads it: its program makes a socket, connects and joins.",
          {
            kind: "open_page",
            client,
          },
        ),
      ];
  }
}

function usual(scene: Scene): readonly Press[] {
  const { client, view } = scene;
  const joined = view?.state.channels.filter(({ state }) => state === "joined") ?? [];
  return [
    ...joined.map(({ topic }) =>
      action(
        `leave ${topic}`,
        joined.length === 1 ? "Leave the channel" : `Leave ${topic}`,
        "The page calls `leave()`: for the client the channel is closed at once.",
        { kind: "leave", client, topic },
      ),
    ),
    view?.state.socket.connection === "closed"
      ? action("connection", "Connect", "The page calls `socket.connect()`.", { kind: "connect", client })
      : action(
          "connection",
          "Disconnect",
          "The page calls `socket.disconnect()`: the client does not come back by itself.",
          { kind: "disconnect", client },
        ),
    view?.hidden === true
      ? action("visible", "Show the page", "Back to this tab: a client that waited reconnects at once.", {
          kind: "show_page",
          client,
        })
      : action(
          "visible",
          "Hide the page",
          "Another tab, a locked phone: the browser holds its timers back.",
          {
            kind: "hide_page",
            client,
          },
        ),
    closing(client),
  ];
}

function closing(client: ClientId): Press {
  const about = "The browser unloads the page; on its way out the client closes its connection.";
  return action("close", "Close the tab", about, { kind: "close_page", client });
}
