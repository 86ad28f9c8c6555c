import { expose } from "comlink";
import { loadLibrary } from "../simulation/server-app.ts";
import { Session } from "../simulation/session.ts";
import type { LoadRequest, SimulatorApi } from "../simulation/simulator-api.ts";

const session = new Session();

// The session as it is, but that a scenario waits for the parts of Elixir's library that its server calls.
expose({
  async load(request: LoadRequest) {
    await loadLibrary(request.scenario.variants);
    return session.load(request);
  },
  async check(...[scenario, exercise, answer]: Parameters<SimulatorApi["check"]>) {
    const { task } = exercise;
    const options = task.is === "choose" ? task.groups.flatMap((group) => group.options) : [];
    await loadLibrary([...scenario.variants, ...options]);
    return session.check(scenario, exercise, answer);
  },
  seek: (...args: Parameters<SimulatorApi["seek"]>) => session.seek(...args),
  step: (...args: Parameters<SimulatorApi["step"]>) => session.step(...args),
  apply: (...args: Parameters<SimulatorApi["apply"]>) => session.apply(...args),
  fork: (...args: Parameters<SimulatorApi["fork"]>) => session.fork(...args),
  sentences: (...args: Parameters<SimulatorApi["sentences"]>) => session.sentences(...args),
  charts: (...args: Parameters<SimulatorApi["charts"]>) => session.charts(...args),
  processes: (...args: Parameters<SimulatorApi["processes"]>) => session.processes(...args),
} satisfies { readonly [Call in keyof SimulatorApi]: unknown });
