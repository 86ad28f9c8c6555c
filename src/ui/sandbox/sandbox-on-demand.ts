import type { LoadRequest } from "../../simulation/simulator-api.ts";
import type { SimulatorClient } from "../simulator-client.ts";

/** The site's simulation, and from the first run of a reader's own page on the sandbox beside it (with-sandbox.ts). */
export function sandboxOnDemand(site: SimulatorClient): SimulatorClient {
  let client = site;
  const load = async (request: LoadRequest) => {
    if (client === site && isReaders(request)) {
      const { withSandbox } = await import("./with-sandbox.ts");
      client = withSandbox(site);
    }
    return client.load(request);
  };
  return new Proxy(site, {
    // Whichever answers by now is asked; its calls are named by `SimulatorClient`.
    get: (_, name) => (name === "load" ? load : client[name as keyof SimulatorClient]),
  });
}

/** Whether a run has code of the reader's own in its page. */
export function isReaders({ scenario, variant }: LoadRequest): boolean {
  return scenario.variants.some(({ id, pageCode }) => id === variant && pageCode !== undefined);
}
