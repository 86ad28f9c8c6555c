import type { StepView } from "../../simulation/simulator-api.ts";
import type { ClientId } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";

/** Something a reader may do to the world, with what it models. */
export type Action = {
  readonly id: string;
  readonly label: string;
  readonly about: string;
  readonly input: Input;
};

/** How long a restarted server stays away, in virtual milliseconds. */
export const SERVER_DOWN_MS = 2000;

/** What can be done to one viewer at this moment, and to the server for all. */
export function actionsFor(client: ClientId, topic: string | null, at: StepView): readonly Action[] {
  const view = at.clients.find((one) => one.client === client);
  const link = view?.link ?? "up";
  const opened = view !== undefined && (view.page !== null || view.state.channels.length > 0);
  const actions: Action[] = [];
  if (!opened) {
    actions.push({
      id: "open",
      label: "Open the page",
      about: "Its program makes a socket, connects and joins.",
      input: { kind: "open_page", client },
    });
  }
  actions.push(
    link === "cut"
      ? {
          id: "cable",
          label: "Plug the cable in",
          about: "The network is back; the client waits for its own timer.",
          input: { kind: "plug_cable", client },
        }
      : {
          id: "cable",
          label: "Pull the cable",
          about: "The browser notices at once, the server does not.",
          input: { kind: "pull_cable", client },
        },
    link === "silent"
      ? {
          id: "silence",
          label: "Restore the link",
          about: "What TCP still holds goes through.",
          input: { kind: "restore_link", client },
        }
      : {
          id: "silence",
          label: "Silence the link",
          about: "Everything vanishes; neither end notices before a heartbeat is missed.",
          input: { kind: "silence_link", client },
        },
    {
      id: "reset",
      label: "Reset the connection",
      about: "Something on the way breaks it; both ends see it.",
      input: { kind: "reset_link", client },
    },
  );
  if (topic !== null) {
    actions.push({
      id: "crash",
      label: "Crash the channel",
      about: "A bug in a callback ends this one process.",
      input: { kind: "crash_channel", client, topic },
    });
  }
  actions.push(
    {
      id: "restart",
      label: "Restart the server",
      about: "A deploy: it closes its connections in good order, and is back after 2 s.",
      input: { kind: "restart_server", how: "graceful", downMs: SERVER_DOWN_MS },
    },
    {
      id: "kill",
      label: "Kill the server",
      about: "No goodbye: every connection ends with 1006. Back after 2 s.",
      input: { kind: "restart_server", how: "kill", downMs: SERVER_DOWN_MS },
    },
  );
  return actions;
}
