import { type MakeRun, ReaderSession } from "../simulation/reader-session.ts";
import type { LoadRequest, ServerText, SimulatorApi } from "../simulation/simulator-api.ts";
import { serve } from "./wire.ts";

let makeRun: MakeRun | null = null;

const session = new ReaderSession((scenario, options) => {
  if (makeRun === null) throw new Error("the world is not loaded");
  return makeRun(scenario, options);
});

type Variant = LoadRequest["scenario"]["variants"][number];

/** The variants of the scenarios that readers have opened: whose servers may have to run. */
const opened: Variant[] = [];

/** Loads client, server and network, which only those need who act, and what the servers call of Elixir's library. */
async function loadWorld(servers: readonly Pick<Variant, "serverCode">[] = opened): Promise<void> {
  const [{ Run }, { loadLibrary }] = await Promise.all([
    import("../simulation/run.ts"),
    import("../simulation/server-app.ts"),
  ]);
  await loadLibrary(servers);
  makeRun ??= (scenario, options) => new Run(scenario, options);
}

// The session as it is, but that what needs a world waits for it.
const calls = {
  async load(request: LoadRequest) {
    opened.push(...request.scenario.variants);
    if (request.recorded === undefined) await loadWorld();
    return session.load(request);
  },
  seek: (...args: Parameters<SimulatorApi["seek"]>) => session.seek(...args),
  async step(...[run, from, direction]: Parameters<SimulatorApi["step"]>) {
    if (direction === "forward" && session.isLastStep(run, from)) await loadWorld();
    return session.step(run, from, direction);
  },
  async apply(...args: Parameters<SimulatorApi["apply"]>) {
    await loadWorld();
    return session.apply(...args);
  },
  async fork(...args: Parameters<SimulatorApi["fork"]>) {
    await loadWorld();
    return session.fork(...args);
  },
  sentences: (...args: Parameters<SimulatorApi["sentences"]>) => session.sentences(...args),
  charts: (...args: Parameters<SimulatorApi["charts"]>) => session.charts(...args),
  async processes(...args: Parameters<SimulatorApi["processes"]>) {
    await loadWorld();
    return session.processes(...args);
  },
  compile: (files: readonly ServerText[]) => session.compile(files),
  compare: (...args: Parameters<SimulatorApi["compare"]>) => session.compare(...args),
  async code(...args: Parameters<SimulatorApi["code"]>) {
    await loadWorld();
    return session.code(...args);
  },
  async check(...[scenario, exercise, answer]: Parameters<SimulatorApi["check"]>) {
    const { task } = exercise;
    const options = task.is === "choose" ? task.groups.flatMap((group) => group.options) : [];
    await loadWorld([...scenario.variants, ...options]);
    return session.check(scenario, exercise, answer);
  },
} satisfies { readonly [Call in keyof SimulatorApi]: unknown };

serve(calls, globalThis);
