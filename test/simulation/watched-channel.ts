import type { Scenario } from "../../src/schemas/scenario.ts";
import { serverPaths } from "../../src/schemas/server-paths.ts";
import { compileServer } from "../../src/simulation/server-code.ts";
import { Session } from "../../src/simulation/session.ts";
import type { CodePassage, CodeView, RunView } from "../../src/simulation/simulator-api.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import type { ClientId, Seq } from "../../src/trace/ids.ts";
import type { TimedInput } from "../../src/trace/input.ts";
import { lessonScenario, readText } from "./scenario-files.ts";

const ADA = "ada" as ClientId; // the client of the scenario
const TOPIC = "videos:1";

/** What Ada pushes once she has joined, every 100 ms. */
export type Push = readonly [event: string, payload?: { readonly [key: string]: number | string }];

/** A scenario in which Ada joins a channel with these functions, other modules before it, and pushes. */
export function scenarioOf(functions: string, pushes: readonly Push[] = [], modules = ""): Scenario {
  const base = lessonScenario("the-life-of-a-socket");
  const channel = `defmodule VideosWeb.VideoChannel do
  use Phoenix.Channel
  def join(_topic, _params, socket), do: {:ok, socket}
${functions}end
`;
  const read = (file: string) => ({ file, text: readText(file) });
  const own = [
    { file: "content/channels/modules.ex", text: modules },
    { file: "content/channels/channel.ex", text: channel },
  ];
  const { code, problems } = compileServer([...serverPaths(["user_socket"]).map(read), ...own]);
  if (code === null) throw new Error(JSON.stringify(problems));
  const [variant] = base.variants;
  if (variant === undefined) throw new Error("a scenario has a variant");
  const inputs: readonly TimedInput[] = [
    { atMs: 0, input: { kind: "open_page", client: ADA } },
    ...pushes.map(([event, payload = {}], index) => ({
      atMs: 1000 + index * 100,
      input: { kind: "push" as const, client: ADA, topic: TOPIC, event, payload },
    })),
  ];
  return {
    ...base,
    variants: [{ ...variant, serverCode: { ...code, texts: own } }],
    inputs,
    durationMs: 4000,
  };
}

/** A reader who looks at the code of one run after another. */
export class CodeReader {
  readonly session = new Session();
  readonly run: RunView;

  constructor(scenario: Scenario, variant = scenario.variants[0]?.id ?? "") {
    this.run = this.session.load({ scenario, variant, seed: scenario.seed });
  }

  /** The first stop that such an event made, counted from the first one that follows `after`. */
  stop(wanted: (event: TraceEvent) => boolean, after: (event: TraceEvent) => boolean = () => true): Seq {
    const { events, steps } = this.run;
    const begin = events.findIndex(after);
    const found = steps.find((seq) => {
      const event = events[seq];
      return seq >= begin && event !== undefined && wanted(event);
    });
    if (found === undefined) throw new Error("no such stop");
    return found;
  }

  at(seq: Seq): Promise<CodeView> {
    return this.session.code(this.run.run, seq);
  }

  async passage(seq: Seq): Promise<CodePassage> {
    const [passage] = (await this.at(seq)).passages;
    if (passage === undefined) throw new Error("no Elixir");
    return passage;
  }
}

/** The lines of a passage as `14 15* >16*`: `>` the one at work, `*` those of the step, `!` those that raised. */
export function marks({ lines, current, own }: CodePassage): string {
  return lines
    .map(({ line, error, leftOut }, index) => {
      const gap = leftOut === 0 ? "" : `…${leftOut}… `;
      const isOwn = index >= own.from && index < own.to;
      return `${gap}${index === current ? ">" : ""}${line}${isOwn ? "*" : ""}${error === null ? "" : "!"}`;
    })
    .join(" ");
}

/** The bindings at the line at work but for the socket, which is long. */
export function bound({ lines, current }: CodePassage): string {
  const bindings = lines[current]?.bindings ?? [];
  return bindings.flatMap(({ name, text }) => (name === "socket" ? [] : [`${name}: ${text}`])).join(", ");
}
