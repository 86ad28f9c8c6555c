import { type ActionGroup, action, type Press } from "./action.ts";
import { hasConnection, type Scene } from "./scene.ts";

/** What befalls the way between one viewer and the server. */
export function networkActions(scene: Scene): ActionGroup {
  return {
    id: "network",
    title: `${scene.name}'s way to the server`,
    often: [...cable(scene), ...silence(scene), ...reset(scene)],
    more: "Slow it down, close it with a code",
  };
}

function cable({ client, view }: Scene): readonly Press[] {
  return view?.link === "cut"
    ? [
        action("cable", "Plug the cable in", "The network is back; the client waits for its own timer.", {
          kind: "plug_cable",
          client,
        }),
      ]
    : [
        action(
          "cable",
          "Pull the cable",
          "The viewer's own network is gone: the browser notices at once, the server does not.",
          {
            kind: "pull_cable",
            client,
          },
        ),
      ];
}

function silence({ client, view, page }: Scene): readonly Press[] {
  if (page === "asleep") return [];
  switch (view?.link ?? "up") {
    case "cut":
      return [];
    case "silent":
      return [
        action("silence", "Restore the link", "What TCP still holds goes through.", {
          kind: "restore_link",
          client,
        }),
      ];
    case "up":
      return [
        action(
          "silence",
          "Silence the link",
          "A dead spot: everything vanishes; neither end notices before a heartbeat is missed.",
          {
            kind: "silence_link",
            client,
          },
        ),
      ];
  }
}

function reset(scene: Scene): readonly Press[] {
  const { client } = scene;
  if (!hasConnection(scene)) return [];
  return [
    action("reset", "Reset the connection", "A router or a firewall breaks TCP: both ends see it.", {
      kind: "reset_link",
      client,
    }),
  ];
}
