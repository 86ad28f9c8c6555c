import type { Incoherence } from "./checked-file.ts";
import type { FileExpectation, FileInput, ScenarioFile } from "./scenario-file.ts";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";
import { unknownWord } from "./scenario-message.ts";
import type { NodePath } from "./yaml-source.ts";

/** What is wrong between the parts of a file whose parts are right each by itself; in the file's order. */
export function findIncoherences(file: ScenarioFile): readonly Incoherence[] {
  const there = file.clients.map((client) => client.id);
  const clients = [...there, ...file.inputs.flatMap(addedIn)];
  const variants = (file.variants ?? []).map((variant) => variant.id);
  return [
    ...findDuplicates(there, "client", (index) => ["clients", index, "id"]),
    ...findDuplicates(variants, "variant", (index) => ["variants", index, "id"]),
    ...findDuplicates(file.nodes ?? [], "node", (index) => ["nodes", index]),
    ...findPresence(file),
    ...file.clients.flatMap(({ node }, index) => checkNode(node, file, ["clients", index, "node"])),
    ...findLacks(file),
    ...file.covers.flatMap((row, index) => checkProof(row, file, index)),
    ...file.inputs.flatMap((input, index) => [
      ...checkInputTime(input, file.inputs[index - 1], file.duration, index),
      ...checkNode("node" in input ? input.node : undefined, file, ["inputs", index, "node"]),
      ...checkCluster(input, file, index),
      ...checkViewers(input, index, [...there, ...file.inputs.slice(0, index).flatMap(addedIn)], clients),
    ]),
    ...file.expect.flatMap((expectation, index) => [
      ...checkMoment(expectation, file.duration, index),
      ...("client" in expectation
        ? checkWord(expectation.client, "client", clients, ["expect", index, "client"])
        : []),
      ...(expectation.proves ?? []).flatMap((row, place) =>
        checkWord(row, "row (of those that the scenario covers)", file.covers, [
          "expect",
          index,
          "proves",
          place,
        ]),
      ),
      ...(expectation.variants ?? []).flatMap((variant, place) =>
        checkWord(variant, "variant", variants, ["expect", index, "variants", place]),
      ),
      ...findDuplicates(expectation.variants ?? [], "variant", (place) => [
        "expect",
        index,
        "variants",
        place,
      ]),
    ]),
  ];
}

/** A node that is named must be one of the file's. */
function checkNode(node: string | undefined, file: ScenarioFile, path: NodePath): readonly Incoherence[] {
  if (node === undefined) return [];
  return file.nodes === undefined
    ? [{ path, message: 'the file names no nodes: see "nodes"' }]
    : checkWord(node, "node", file.nodes, path);
}

function checkCluster(input: FileInput, file: ScenarioFile, index: number): readonly Incoherence[] {
  if (file.nodes !== undefined || (input.do !== "netsplit" && input.do !== "heal")) return [];
  return [{ path: ["inputs", index, "do"], message: `${input.do} needs "nodes": one node loses nobody` }];
}

/** How the presences of several nodes agree is not simulated. */
function findPresence(file: ScenarioFile): readonly Incoherence[] {
  const servers = [file.server, ...(file.variants ?? []).map(({ server }) => server)];
  if (file.nodes === undefined || !servers.some((server) => server?.includes("presence"))) return [];
  return [{ path: ["nodes"], message: "Presence is simulated on one node only" }];
}

/** The viewer whom an input adds. */
function addedIn(input: FileInput): readonly string[] {
  return input.do === "add_viewer" || input.do === "add_tab" ? [input.client] : [];
}

/** Whoever an input is about must be there by then: from the start, or added by an input above it. */
function checkViewers(
  input: FileInput,
  index: number,
  there: readonly string[],
  ever: readonly string[],
): readonly Incoherence[] {
  if (!("client" in input)) return [];
  const known = (id: string, key: string): readonly Incoherence[] => {
    const path = ["inputs", index, key];
    if (!there.includes(id) && ever.includes(id)) {
      return [{ path, message: `"${id}" comes only later, by an input below this one` }];
    }
    return checkWord(id, "client", there, path);
  };
  if (addedIn(input).length === 0) return known(input.client, "client");
  const path = ["inputs", index, "client"];
  const problems = there.includes(input.client)
    ? [{ path, message: `there is a client "${input.client}" already` }]
    : [];
  const full =
    there.length >= SCENARIO_LIMITS.clients
      ? [
          {
            path,
            message: `a run has at most ${SCENARIO_LIMITS.clients} viewers, those who come later counted`,
          },
        ]
      : [];
  return [...problems, ...full, ...(input.do === "add_tab" ? known(input.of, "of") : [])];
}

/** Every position of the switch needs a page and a server, its own or the file's. */
function findLacks(file: ScenarioFile): readonly Incoherence[] {
  const keys = ["page", "server"] as const;
  return keys.flatMap((key) => {
    if (file[key] !== undefined) return [];
    if (file.variants === undefined) return [{ path: [], message: `"${key}" is missing` }];
    return file.variants.flatMap((variant, index) =>
      variant[key] === undefined
        ? [{ path: ["variants", index], message: `"${key}" is missing, here or for the whole file` }]
        : [],
    );
  });
}

function checkProof(row: string, file: ScenarioFile, index: number): readonly Incoherence[] {
  if (file.expect.some(({ proves }) => proves?.includes(row) === true)) return [];
  const message = `the scenario covers ${row}, and no expectation says "proves: [${row}]"`;
  return [{ path: ["covers", index], message }];
}

function checkInputTime(
  input: FileInput,
  before: FileInput | undefined,
  durationMs: number,
  index: number,
): readonly Incoherence[] {
  const path = ["inputs", index, "at"];
  if (before !== undefined && input.at < before.at) {
    const message =
      `time in the past: ${input.at} ms is before the input above it (${before.at} ms); ` +
      "inputs must stand in the order of their times";
    return [{ path, message }];
  }
  if (input.at > durationMs) {
    return [{ path, message: `${input.at} ms is after the end of the run ("duration" is ${durationMs} ms)` }];
  }
  return [];
}

function checkMoment(
  expectation: FileExpectation,
  durationMs: number,
  index: number,
): readonly Incoherence[] {
  if (expectation.at === undefined || expectation.at <= durationMs) return [];
  const message = `${expectation.at} ms is after the end of the run ("duration" is ${durationMs} ms)`;
  return [{ path: ["expect", index, "at"], message }];
}

function checkWord(
  found: string,
  noun: string,
  allowed: readonly string[],
  path: NodePath,
): readonly Incoherence[] {
  return allowed.includes(found) ? [] : [{ path, message: unknownWord(noun, found, allowed) }];
}

function findDuplicates(
  ids: readonly string[],
  noun: string,
  pathOf: (index: number) => NodePath,
): readonly Incoherence[] {
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (first === index) return [];
    return [{ path: pathOf(index), message: `duplicate ${noun} "${id}": it is also number ${first + 1}` }];
  });
}
