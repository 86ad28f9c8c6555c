import { describe, expect, test } from "vitest";
import type { MachineHistory } from "../../src/simulation/simulator-api.ts";
import type { Seq } from "../../src/trace/ids.ts";
import {
  entriesOf,
  entryPlace,
  lately,
  nextEntry,
  placesAt,
  waysTakenAt,
  waysTakenBy,
} from "../../src/ui/statechart/course.ts";

// Seqs of hand: a brand has no value at run time.
const at = (seq: number): Seq => seq as Seq;

const REGIONS = [
  { id: "state", initial: "closed" },
  { id: "rejoin", initial: "off" },
];

function went(seq: number, region: string, from: string, to: string, note = "") {
  return { seq: at(seq), region, from, to, event: "it_happened", why: "", note };
}

const history: MachineHistory = {
  from: at(2),
  transitions: [
    went(3, "state", "closed", "joining"),
    went(5, "state", "joining", "errored"),
    went(5, "rejoin", "off", "scheduled", "1"),
    went(8, "rejoin", "scheduled", "off"),
    went(8, "state", "errored", "joining"),
    went(9, "rejoin", "off", "off"),
    went(9, "state", "joining", "joined"),
    went(12, "state", "joined", "leaving"),
    went(12, "state", "leaving", "closed"),
  ],
};
const [state = { id: "", initial: "" }, rejoin = { id: "", initial: "" }] = REGIONS;

describe("where a machine is", () => {
  test("is nowhere before it is there, then where its transitions led", () => {
    const places = [1, 2, 5, 8, 20].map((seq) => placesAt(REGIONS, history, at(seq)));
    expect(
      places.map((place) => place && [...place.values()].map(({ state: name, note }) => name + note)),
    ).toEqual([null, ["closed", "off"], ["errored", "scheduled1"], ["joining", "off"], ["closed", "off"]]);
    expect(placesAt(REGIONS, null, at(5))).toBeNull();
  });

  test("what the step took is told in its order, apart from what was taken before", () => {
    expect(waysTakenAt(history, "state", at(12))).toEqual(["joined→leaving", "leaving→closed"]);
    expect(waysTakenAt(history, "state", at(10))).toEqual([]);
    expect([...waysTakenBy(history, "state", at(8))]).toEqual([
      "closed→joining",
      "joining→errored",
      "errored→joining",
    ]);
  });

  test("how it got there is told from the newest on, and ends with the stop", () => {
    expect(lately(history, at(9), 3).map(({ to }) => to)).toEqual(["joined", "off", "joining"]);
  });
});

describe("the entries of a state", () => {
  test("to begin there counts, to stay does not, and one step enters once", () => {
    expect(entriesOf(state, history, "closed")).toEqual([2, 12]);
    expect(entriesOf(state, history, "joining")).toEqual([3, 8]);
    expect(entriesOf(rejoin, history, "off")).toEqual([2, 8]);
    expect(entriesOf(state, history, "leaving")).toEqual([12]);
    expect(entriesOf(rejoin, null, "off")).toEqual([]);
  });

  test.each([
    [1, { number: 0, previous: null, next: 3 }],
    [3, { number: 1, previous: null, next: 8 }],
    [5, { number: 1, previous: 3, next: 8 }],
    [8, { number: 2, previous: 3, next: null }],
    [20, { number: 2, previous: 8, next: null }],
  ])("seen from %s", (seq, place) => {
    expect(entryPlace([at(3), at(8)], at(seq))).toEqual(place);
  });

  test("a press leads to the next one, and from the last to the first", () => {
    const entries = [at(3), at(8)];
    expect([1, 3, 5, 8, 9].map((seq) => nextEntry(entries, at(seq)))).toEqual([3, 8, 8, 3, 3]);
    expect(nextEntry([], at(3))).toBeNull();
  });
});
