import { SCENARIO_LIMITS } from "../../schemas/scenario-limits.ts";
import type { ClientId } from "../../trace/ids.ts";
import type { PageToken } from "../../trace/page-token.ts";
import { type Action, action } from "./action.ts";
import { eventFields, eventIn } from "./event-form.ts";
import { choice, json, text } from "./form-field.ts";
import { topicsIn, usersIn } from "./rare-scene.ts";
import { objectIn, reading, wordIn } from "./reading.ts";
import { canAct, hasRoom, type Scene } from "./scene.ts";

/** What a page is seldom made to do, and who else may come. */
export function viewerRare(scene: Scene): readonly Action[] {
  return [...(canAct(scene) ? odd(scene) : []), ...(hasRoom(scene) ? company(scene) : [])];
}

function odd(scene: Scene): readonly Action[] {
  const { client, view } = scene;
  const topics = topicsIn(scene);
  const again = view?.state.channels.find(({ state }) => state === "joined" || state === "joining");
  return [
    {
      id: "push",
      label: "Push an event",
      about: "`channel.push()` with whatever you like; on a topic that was never joined the client throws.",
      does: {
        is: "form",
        verb: "Push",
        presets: [],
        fields: eventFields(topics),
        read: (values) => reading(() => ({ kind: "push", client, ...eventIn(values) })),
      },
    },
    {
      id: "join",
      label: "Join a topic",
      about: "The page makes a channel for any topic, and joins it; `join/3` may refuse.",
      does: {
        is: "form",
        verb: "Join",
        presets: [],
        fields: [text("topic", "Topic", "", topics), json("params", "Params")],
        read: (values) =>
          reading(() => ({
            kind: "join",
            client,
            topic: wordIn(values, "topic", "The topic"),
            params: objectIn(values, "params", "What the join carries"),
          })),
      },
    },
    ...(again === undefined
      ? []
      : [
          action(
            "join again",
            `Join ${again.topic} twice`,
            "A second component joins the same topic: the client leaves the first channel, the server ends its process.",
            { kind: "join", client, topic: again.topic, params: {} },
          ),
        ]),
    action("follow", "Follow a link", "The browser keeps the page as it is, for the back button.", {
      kind: "leave_page",
      client,
    }),
    action(
      "laptop",
      "Close the laptop",
      "The machine sleeps: nothing on it runs, and nothing answers for it.",
      {
        kind: "close_laptop",
        client,
      },
    ),
  ];
}

/** More pages than there are. */
function company(scene: Scene): readonly Action[] {
  const { client, name, page, here } = scene;
  const tab = freeId(
    `${client}-tab`,
    here.map((one) => one.client),
  );
  const count = here.filter(({ name: other }) => other === name || other.startsWith(`${name} `)).length;
  const another: Action = action(
    "tab",
    "Open another tab",
    "The same page in another window of this browser: the same user and cable, a socket of its own.",
    { kind: "add_tab", client: tab, name: `${name} ${count + 1}`, of: client },
  );
  return page === "asleep" ? [newcomer(scene)] : [another, newcomer(scene)];
}

const TOKENS = [
  { value: "good", label: "a good token" },
  { value: "forged", label: "a token signed with another secret" },
  { value: "old", label: "a token that is four weeks old" },
  { value: "missing", label: "no token" },
] as const;

function newcomer(scene: Scene): Action {
  const { here } = scene;
  const self = { value: "", label: "themselves" };
  return {
    id: "viewer",
    label: "Add a viewer",
    about: "One person or one device more: the page is opened on a machine of its own.",
    does: {
      is: "form",
      verb: "Add",
      presets: [],
      fields: [
        text("name", "Name", freeName(here.map(({ name }) => name))),
        choice("user", "Signed in as", [
          self,
          ...usersIn(scene).map((user) => ({ value: user, label: user })),
        ]),
        choice("token", "The page holds", TOKENS),
      ],
      read: (values) =>
        reading(() => {
          const name = wordIn(values, "name", "A name").slice(0, 40);
          const client = freeId(
            idFrom(name),
            here.map((one) => one.client),
          );
          return {
            kind: "add_viewer",
            client,
            name,
            user: values["user"] || client,
            token: tokenFrom(values["token"] ?? ""),
            link: { latencyMs: 40, jitterMs: 0, bytesPerSecond: null },
          };
        }),
    },
  };
}

function tokenFrom(value: string): PageToken {
  switch (value) {
    case "forged":
    case "missing":
      return { is: value };
    case "old":
      return { is: "signed", ageSeconds: SCENARIO_LIMITS.tokenAgeMs / 1000 };
    default:
      return { is: "signed", ageSeconds: 0 };
  }
}

const NAMES = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gia", "Hugo"];

function freeName(taken: readonly string[]): string {
  return NAMES.find((name) => !taken.includes(name)) ?? "";
}

/** Lower-case letters, digits and hyphens, as the id of a viewer has them. */
function idFrom(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  return id === "" ? "viewer" : id.slice(0, 30);
}

function freeId(wanted: string, taken: readonly string[]): ClientId {
  let id = wanted;
  for (let count = 2; taken.includes(id); count += 1) id = `${wanted}-${count}`;
  return id as ClientId; // the one place where the page makes a viewer
}
