import { checkFile } from "./checked-file.ts";
import type { Scenario, ScenarioVariant } from "./scenario.ts";
import { findIncoherences } from "./scenario-coherence.ts";
import { linkOf, type ScenarioFile, scenarioFile } from "./scenario-file.ts";
import { asClientId, asNodeName, nameFrom, toExpectation, toTimedInput, toToken } from "./scenario-parts.ts";
import type { ScenarioProblem } from "./scenario-problem.ts";

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

/**
 * Reads the text of a `*.scenario.yaml` file. `file` is only named in the problems; nothing is read from disk.
 * Either the scenario is valid as a whole, or there is at least one problem; it never throws.
 */
export function parseScenario(text: string, file: string): ParsedScenario {
  const checked = checkFile(text, file, scenarioFile, findIncoherences);
  return checked.ok ? { ok: true, scenario: toScenario(checked.data) } : checked;
}

function toScenario(file: ScenarioFile): Scenario {
  return {
    id: file.id,
    title: file.title,
    about: file.about,
    seed: file.seed,
    durationMs: file.duration,
    store: file.store,
    ...(file.query_time === undefined ? {} : { queryMs: file.query_time }),
    covers: file.covers,
    ...(file.nodes === undefined ? {} : { nodes: [asNodeName(file.nodes[0]), asNodeName(file.nodes[1])] }),
    clients: file.clients.map(({ id, name, user, page, token, token_age, link, node }) => ({
      id: asClientId(id),
      name: name ?? nameFrom(id),
      user: user ?? id,
      page: page ?? null,
      token: toToken(token, token_age),
      link: linkOf(link),
      ...(node === undefined ? {} : { node: asNodeName(node) }),
    })),
    variants: variantsOf(file),
    inputs: file.inputs.map(toTimedInput),
    expect: file.expect.map(toExpectation),
  };
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
