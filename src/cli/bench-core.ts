import { BroadcastHall } from "../simulation/measures/broadcast-load.ts";
import { measureKernelSteps } from "../simulation/measures/kernel-load.ts";
import "../simulation/whole.ts";
import { CountingLog, MemoryLog, type TraceLog } from "../trace/log.ts";
import type { Figure } from "./bench.ts";

const TRANSPORTS = 1000;
const BROADCASTS = 500;

/** The kernel alone, and a broadcast to a thousand joined transports, with and without a trace. */
export function measureCore(): Figure[] {
  return [
    ...measureSteps("on", () => new MemoryLog()),
    ...measureBroadcast("off", () => new CountingLog()),
    ...measureBroadcast("on", () => new MemoryLog()),
  ];
}

function measureSteps(trace: string, log: () => TraceLog): Figure[] {
  measureKernelSteps(log()); // once to warm up
  const started = performance.now();
  const steps = measureKernelSteps(log());
  const perSecond = rate(steps, performance.now() - started);
  return [{ what: `kernel steps a second, trace ${trace}`, measured: perSecond, goal: "at least 100,000" }];
}

function measureBroadcast(trace: string, log: () => TraceLog): Figure[] {
  const hall = new BroadcastHall(TRANSPORTS, log());
  hall.broadcast(BROADCASTS / 5); // to warm up
  const started = performance.now();
  const { deliveries, encodedFrames } = hall.broadcast(BROADCASTS);
  const perSecond = rate(deliveries, performance.now() - started);
  return [
    {
      what: `broadcast deliveries a second to ${TRANSPORTS} transports, trace ${trace}`,
      measured: perSecond,
      goal: "at least 1,000,000",
    },
    {
      what: `  encoded frames for ${deliveries} deliveries of ${BROADCASTS} broadcasts`,
      measured: String(encodedFrames),
      goal: "one a broadcast",
    },
  ];
}

function rate(count: number, ms: number): string {
  return Math.round((count * 1000) / ms).toLocaleString("en-GB");
}
