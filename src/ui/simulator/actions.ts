import type { ClientView, StepView } from "../../simulation/simulator-api.ts";
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

/** Whether a viewer can write now: there must be a page to write on, with a field for it. */
export function canWrite(client: ClientId, at: StepView): boolean {
  return isOpen(client, at) && (viewOf(client, at)?.page?.writes ?? true);
}

/** The labels of the buttons on a viewer's page. */
export function buttonsOf(client: ClientId, at: StepView): readonly string[] {
  return viewOf(client, at)?.page?.buttons ?? [];
}

function viewOf(client: ClientId, at: StepView): ClientView | undefined {
  return at.clients.find((one) => one.client === client);
}

function isOpen(client: ClientId, at: StepView): boolean {
  const view = viewOf(client, at);
  return view !== undefined && (view.page !== null || view.state.channels.length > 0);
}

/** What can be done to one viewer at this moment, and to the server for all; what could do nothing is left out. */
export function actionsFor(client: ClientId, at: StepView): readonly Action[] {
  const actions: Action[] = [];
  if (!isOpen(client, at)) {
    actions.push({
      id: "open",
      label: "Open the page",
      about: "Its program makes a socket, connects and joins.",
      input: { kind: "open_page", client },
    });
  }
  actions.push(...linkActions(client, at));
  actions.push(...crashActions(client, at));
  actions.push(...pageActions(client, at));
  actions.push(...serverActions(at));
  return actions;
}

/** One for each channel process that serves the viewer, named by its topic when there are several. */
function crashActions(client: ClientId, at: StepView): readonly Action[] {
  const topics = at.serverUp
    ? at.processes.flatMap(({ role }) => (role.is === "channel" && role.client === client ? role.topic : []))
    : [];
  return topics.map((topic) => ({
    id: `crash ${topic}`,
    label: topics.length === 1 ? "Crash the channel" : `Crash the channel of ${topic}`,
    about: "A bug: a callback raises an exception, and this one process ends.",
    input: { kind: "crash_channel", client, topic },
  }));
}

/** What the page can be made to do with the client's API, and what a browser does to the page. */
function pageActions(client: ClientId, at: StepView): readonly Action[] {
  if (!isOpen(client, at)) return [];
  const state = viewOf(client, at)?.state;
  const joined = state?.channels.filter((channel) => channel.state === "joined") ?? [];
  const isClosed = state?.socket.connection === "closed";
  return [
    ...joined.map(({ topic }) => ({
      id: `leave ${topic}`,
      label: joined.length === 1 ? "Leave the channel" : `Leave ${topic}`,
      about: "The page calls `leave()`: it counts as closed at once.",
      input: { kind: "leave", client, topic } as const,
    })),
    isClosed
      ? {
          id: "connection",
          label: "Connect",
          about: "The page calls `socket.connect()`.",
          input: { kind: "connect", client },
        }
      : {
          id: "connection",
          label: "Disconnect",
          about: "The page calls `socket.disconnect()`: then the client does not come back by itself.",
          input: { kind: "disconnect", client },
        },
    viewOf(client, at)?.hidden === true
      ? {
          id: "visible",
          label: "Show the page",
          about: "Back to this tab: a client that waited reconnects at once.",
          input: { kind: "show_page", client },
        }
      : {
          id: "visible",
          label: "Hide the page",
          about: "Another tab: the browser holds the page's timers back.",
          input: { kind: "hide_page", client },
        },
  ];
}

function linkActions(client: ClientId, at: StepView): readonly Action[] {
  const link = viewOf(client, at)?.link ?? "up";
  const actions: Action[] = [];
  if (link === "cut") {
    actions.push({
      id: "cable",
      label: "Plug the cable in",
      about: "The network is back; the client waits for its own timer.",
      input: { kind: "plug_cable", client },
    });
  } else {
    actions.push({
      id: "cable",
      label: "Pull the cable",
      about: "The browser notices at once, the server does not.",
      input: { kind: "pull_cable", client },
    });
  }
  if (link === "silent") {
    actions.push({
      id: "silence",
      label: "Restore the link",
      about: "What TCP still holds goes through.",
      input: { kind: "restore_link", client },
    });
  } else if (link === "up") {
    actions.push({
      id: "silence",
      label: "Silence the link",
      about: "Everything vanishes; neither end notices before a heartbeat is missed.",
      input: { kind: "silence_link", client },
    });
  }
  if (hasConnection(client, at)) {
    actions.push({
      id: "reset",
      label: "Reset the connection",
      about: "Something on the way breaks it; both ends see it.",
      input: { kind: "reset_link", client },
    });
  }
  return actions;
}

function serverActions(at: StepView): readonly Action[] {
  if (!at.serverUp) {
    return [
      {
        id: "start",
        label: "Start the server",
        about: "It listens again now, with nothing that it knew before.",
        input: { kind: "start_server" },
      },
    ];
  }
  return [
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
  ];
}

/** Whether there is anything between the two ends: also what the server alone still takes for alive. */
function hasConnection(client: ClientId, at: StepView): boolean {
  const state = viewOf(client, at)?.state.socket.connection ?? "closed";
  return (
    state !== "closed" || at.processes.some(({ role }) => role.is === "transport" && role.client === client)
  );
}
