import type { ClientId } from "../trace/ids.ts";
import type { Input, TimedInput } from "../trace/input.ts";
import type { Claim, Expectation, Scenario, ScenarioVariant } from "./scenario.ts";
import { findIncoherences } from "./scenario-coherence.ts";
import {
  type FileExpectation,
  type FileInput,
  linkOf,
  type ScenarioFile,
  scenarioFile,
} from "./scenario-file.ts";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";
import { describeIssue, KEY_SEPARATOR, subjectOf, unknownWord } from "./scenario-message.ts";
import type { ScenarioProblem } from "./scenario-problem.ts";
import { type Position, readYaml, type YamlSource } from "./yaml-source.ts";

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

type Located = { readonly position: Position; readonly message: string };

/**
 * Reads the text of a `*.scenario.yaml` file. `file` is only named in the problems; nothing is read from disk.
 * Either the scenario is valid as a whole, or there is at least one problem; it never throws.
 */
export function parseScenario(text: string, file: string): ParsedScenario {
  const found = readScenario(text);
  if ("scenario" in found) return { ok: true, scenario: found.scenario };
  const shown = found.mistakes.slice(0, SCENARIO_LIMITS.problems);
  const last = shown.at(-1);
  const more = found.mistakes.length - shown.length;
  if (more > 0 && last !== undefined)
    shown.push({ position: last.position, message: `and ${more} more problems` });
  return { ok: false, problems: shown.map(({ position, message }) => ({ file, ...position, message })) };
}

function readScenario(text: string): { scenario: Scenario } | { mistakes: readonly Located[] } {
  const { fileBytes } = SCENARIO_LIMITS;
  // A character is at least one byte: the first comparison spares encoding a text that is far too long.
  if (text.length > fileBytes || new TextEncoder().encode(text).length > fileBytes) {
    const message = `the file is larger than ${fileBytes / 1024} KB, the most that is allowed`;
    return { mistakes: [{ position: { line: 1, column: 1 }, message }] };
  }
  const yaml = readYaml(text);
  if (!yaml.ok) return { mistakes: yaml.mistakes };
  const shaped = scenarioFile.safeParse(yaml.source.value, { error: describeIssue });
  if (!shaped.success) {
    const mistakes = shaped.error.issues.flatMap((issue) => locate(issue, yaml.source));
    return { mistakes: mistakes.sort(byPosition) };
  }
  const incoherences = findIncoherences(shaped.data);
  if (incoherences.length === 0) return { scenario: toScenario(shaped.data) };
  return {
    mistakes: incoherences
      .map(({ path, message }) => ({ position: yaml.source.valueAt(path), message }))
      .sort(byPosition),
  };
}

function byPosition(a: Located, b: Located): number {
  return a.position.line - b.position.line || a.position.column - b.position.column;
}

function locate(
  issue: {
    readonly code: string;
    readonly path: readonly PropertyKey[];
    readonly message: string;
    readonly keys?: readonly string[];
  },
  source: YamlSource,
): readonly Located[] {
  if (issue.keys !== undefined) {
    const allowed = issue.message.split(KEY_SEPARATOR);
    return issue.keys.map((key) => ({
      position: source.keyAt([...issue.path, key]),
      message: unknownWord("key", key, allowed),
    }));
  }
  const position = source.valueAt(issue.path);
  // The messages that scenario-file.ts writes itself do not know the key that they are about.
  const nameless = issue.code === "custom" || issue.code === "invalid_format";
  return [{ position, message: nameless ? `${subjectOf(issue.path)} ${issue.message}` : issue.message }];
}

function toScenario(file: ScenarioFile): Scenario {
  return {
    id: file.id,
    title: file.title,
    about: file.about,
    seed: file.seed,
    durationMs: file.duration,
    store: file.store,
    covers: file.covers,
    clients: file.clients.map(({ id, name, user, page, token, token_age, link }) => ({
      id: asClientId(id),
      name: name ?? `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
      user: user ?? id,
      page: page ?? null,
      token: token === "signed" ? { is: token, ageSeconds: (token_age ?? 0) / 1000 } : { is: token },
      link: linkOf(link),
    })),
    variants: variantsOf(file),
    inputs: file.inputs.map((input): TimedInput => ({ atMs: input.at, input: toInput(input) })),
    expect: file.expect.map(toExpectation),
  };
}

// The file says which clients there are: this is the place where their ids are made.
function asClientId(id: string): ClientId {
  return id as ClientId;
}

function toInput(file: FileInput): Input {
  switch (file.do) {
    case "open_page":
    case "disconnect":
    case "connect":
    case "pull_cable":
    case "plug_cable":
    case "silence_link":
    case "restore_link":
    case "reset_link":
    case "hide_page":
    case "show_page":
      return { kind: file.do, client: asClientId(file.client) };
    case "annotate":
      return { kind: file.do, client: asClientId(file.client), body: file.body };
    case "push": {
      const { topic, event, payload } = file;
      return { kind: file.do, client: asClientId(file.client), topic, event, payload };
    }
    case "join":
      return { kind: file.do, client: asClientId(file.client), topic: file.topic, params: file.params };
    case "press": {
      const { button, text } = file;
      return { kind: file.do, client: asClientId(file.client), button, text };
    }
    case "leave":
    case "crash_channel":
      return { kind: file.do, client: asClientId(file.client), topic: file.topic };
    case "restart_server":
      return { kind: file.do, how: file.how, downMs: file.down };
    case "stop_server":
      return { kind: file.do, how: file.how };
    case "start_server":
      return { kind: file.do };
    case "broadcast":
      return { kind: file.do, topic: file.topic, event: file.event, payload: file.payload };
  }
}

function toExpectation(file: FileExpectation): Expectation {
  const { variants, at, proves } = file;
  return { variants: variants ?? null, atMs: at ?? null, proves: proves ?? [], that: toClaim(file) };
}

function toClaim(file: FileExpectation): Claim {
  switch (file.that) {
    case "page_shows":
      return { kind: file.that, client: asClientId(file.client), ids: file.ids };
    case "page_says":
      return { kind: file.that, client: asClientId(file.client), line: file.line, count: file.count };
    case "page_threw":
      return { kind: file.that, client: asClientId(file.client), error: file.error, count: file.count };
    case "socket_is":
      return { kind: file.that, client: asClientId(file.client), state: file.state };
    case "channel_is":
      return { kind: file.that, client: asClientId(file.client), topic: file.topic, state: file.state };
    case "push_is": {
      const { event, state, status } = file;
      return { kind: file.that, client: asClientId(file.client), event, state, status: status ?? null };
    }
    case "frames_sent": {
      const { direction, event, topic = null, payload = null, count } = file;
      return { kind: file.that, client: asClientId(file.client), direction, event, topic, payload, count };
    }
    case "closed_with":
      return { kind: file.that, client: asClientId(file.client), code: file.code, count: file.count };
    case "upgrade_refused":
      return { kind: file.that, client: asClientId(file.client), status: file.status, count: file.count };
    case "channel_processes": {
      const { topic = null, count } = file;
      return { kind: file.that, client: asClientId(file.client), topic, count };
    }
    case "callback_ran": {
      const { topic = null, callback, about = null, count } = file;
      return { kind: file.that, client: asClientId(file.client), topic, callback, about, count };
    }
    case "assigns_are":
      return { kind: file.that, client: asClientId(file.client), topic: file.topic, assigns: file.assigns };
    case "broadcast_sent": {
      const { topic, event, mailboxes = null, count } = file;
      return { kind: file.that, topic, event, mailboxes, count };
    }
    case "rows_stored":
      return { kind: file.that, topic: file.topic, count: file.count };
    case "server_logged":
      return { kind: file.that, text: file.text, count: file.count };
  }
}

/** The positions of the switch; without a list there is one, made of what the file says of page and server. */
function variantsOf(file: ScenarioFile): readonly ScenarioVariant[] {
  return (file.variants ?? [{ id: "only", label: file.title, about: "" }]).map(
    ({ id, label, about = "", ...own }) => {
      const { page, server } = { page: file.page, server: file.server, ...own };
      if (page === undefined || server === undefined) throw new Error(`variant ${id} was not checked`);
      return { id, label, about, page, server };
    },
  );
}
