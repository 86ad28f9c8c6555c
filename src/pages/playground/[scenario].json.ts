import { loadScenario, scenarioFiles } from "../../components/scenario-source.ts";
import { drawnSimulator } from "../../components/simulator-props.ts";

/** A file for each scenario, which the playground fetches when it is chosen. */
export function getStaticPaths() {
  return scenarioFiles().map(({ id }) => ({ params: { scenario: id } }));
}

export function GET({ params }: { readonly params: { readonly scenario: string } }): Response {
  return Response.json(drawnSimulator(loadScenario(params.scenario)));
}
