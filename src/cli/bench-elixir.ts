import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecording } from "../simulation/conformance/recording-reader.ts";
import { replay, type StartApplication, startElixir, startGolden } from "../simulation/conformance/replay.ts";
import "../simulation/whole.ts";
import type { Figure } from "./bench.ts";
import { readElixirApp } from "./elixir-files.ts";

const GOLDEN = join(import.meta.dirname, "../../test/fixtures/golden");
const ROUNDS = 15;

/** How much longer the golden traces take with the application's Elixir than with its twin in TypeScript. */
export function measureElixir(): Figure[] {
  const traces = join(GOLDEN, "traces");
  const recordings = readdirSync(traces).map((file) =>
    readRecording(file, readFileSync(join(traces, file), "utf8")),
  );
  const elixir = startElixir(readElixirApp(join(GOLDEN, "app")));
  const replayAll = (start: StartApplication): number => {
    const started = performance.now();
    for (const recording of recordings) replay(recording, start);
    return (performance.now() - started) / recordings.length;
  };
  // In turns, so that both are disturbed alike; the first rounds warm up.
  const rounds = Array.from({ length: ROUNDS }, () => [replayAll(startGolden), replayAll(elixir)] as const);
  const [twinMs, elixirMs] = [0, 1].map((which) => median(rounds.slice(5).map((round) => round[which] ?? 0)));
  const times = (elixirMs ?? 0) / (twinMs ?? 1);
  return [
    {
      what: `a golden trace with Elixir modules (${(elixirMs ?? 0).toFixed(2)} ms) and with TypeScript ones (${(twinMs ?? 0).toFixed(2)} ms)`,
      measured: `${times.toFixed(1)} times as slow`,
      goal: "at most 5 times",
    },
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
