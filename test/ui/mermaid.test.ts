import { expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { castOf } from "../../src/ui/cast.ts";
import { mermaidOf } from "../../src/ui/share/mermaid.ts";
import { allScenarios, lessonScenario } from "../simulation/scenario-files.ts";

const scenario = lessonScenario("cable-pulled-while-ada-writes");
const { events } = runScenario(scenario, { variant: "right" });
const cast = castOf(scenario.clients, events);

test("a run becomes a sequence diagram that names who talks, and what is lost", () => {
  const lines = mermaidOf(events, cast, "Ben's cable is pulled").split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "sequenceDiagram",
    "  title Ben's cable is pulled",
    "  participant viewer1 as Ada",
    "  participant phoenix as Phoenix",
    "  participant viewer2 as Ben",
  ]);
  const inOrder = [
    "  Note over phoenix: server starts",
    "  viewer1-->>phoenix: connect",
    "  phoenix-->>viewer1: open",
    "  viewer1->>phoenix: join videos:1",
    "  phoenix->>viewer1: reply ok",
    "  viewer1->>phoenix: push new_annotation",
    "  Note over viewer2: network is gone",
    "  Note over viewer2: connection closed, 1006",
    "  viewer2--xphoenix: connect",
    "  phoenix-xviewer2: broadcast new_annotation 2",
    "  Note over viewer2: network is back",
    "  viewer2-->>phoenix: connect",
    "  phoenix->>viewer2: push catch_up",
  ];
  let from = 0;
  for (const line of inOrder) {
    from = lines.indexOf(line, from) + 1;
    expect(from, line).toBeGreaterThan(0);
  }
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}Note over viewer1,viewer2: .* later$/));
});

test("nothing that somebody typed is read as Mermaid's own", () => {
  const names = cast.map((one) => ({ ...one, name: 'Ada;\nend #9829; <b>"%%{init}%%' }));
  const [, title, name] = mermaidOf(events.slice(0, 1), names, "A; B # C").split("\n");
  expect(title).toBe("  title A#59; B #35; C");
  expect(name).toBe(
    "  participant viewer1 as Ada#59; end #35;9829#59; #60;b#62;#34;#37;#37;#123;init#125;#37;#37;",
  );
});

test.each(allScenarios().map((one) => ({ id: one.id, one })))(
  "$id: every line is of a known form",
  ({ one }) => {
    const run = runScenario(one);
    const text = mermaidOf(run.events, castOf(one.clients, run.events), one.title);
    const forms = [
      /^sequenceDiagram$/,
      /^ {2}title [^;#]*(#\d+;[^;#]*)*$/,
      /^ {2}participant \w+ as .+$/,
      /^ {2}Note over \w+(,\w+)?: [^;#]*(#\d+;[^;#]*)*$/,
      /^ {2}\w+(->>|-->>|-x|--x|-\))\w+: [^;#]*(#\d+;[^;#]*)*$/,
    ];
    const unknown = text
      .trimEnd()
      .split("\n")
      .filter((line) => !forms.some((form) => form.test(line)));
    expect(unknown).toEqual([]);
  },
);
