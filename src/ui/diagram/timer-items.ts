import { JOIN, LEAVE } from "../../protocol/reserved.ts";
import type { ApiCall, TimerPurpose, TraceEvent } from "../../trace/event.ts";
import type { ClientId, TimerId } from "../../trace/ids.ts";
import type { Canvas, Item, SpanEnd, SpanPart, TimerStroke } from "./item.ts";
import { beside, hueOf, item } from "./item.ts";
import type { Layer } from "./layer.ts";
import { duration } from "./time-scale.ts";

type TimerSet = Extract<TraceEvent, { kind: "timer_set" }>;
type Over = Extract<TraceEvent, { kind: "timer_fired" | "timer_cancelled" }>;

/** A timer that runs: what it is for, and the track beside the lifeline that it keeps while it does. */
type Running = { readonly set: TimerSet; readonly word: string; readonly track: number };

/**
 * The timers of every client as spans beside its lifeline, away from the link: from where one was set to where it
 * fired or was cleared. Timers that run at the same time stand side by side.
 */
export function timerLayer(canvas: Canvas): Layer {
  const running = new Map<string, Running>();
  const calls = new Map<string, string>();
  const finished: Item[] = [];
  const freeTrack = (client: ClientId): number => {
    const taken = new Set(
      [...running.values()].flatMap(({ set, track }) => (set.client === client ? [track] : [])),
    );
    let track = 0;
    while (taken.has(track)) track += 1;
    return track;
  };
  return {
    finished,
    add(event) {
      switch (event.kind) {
        case "api_called":
          if ("push" in event.call) calls.set(`${event.client} ${event.call.push}`, eventOf(event.call));
          break;
        case "timer_set": {
          const pushed =
            "push" in event.purpose && event.purpose.push !== null
              ? calls.get(`${event.client} ${event.purpose.push}`)
              : JOIN;
          const word = timerWord(event.purpose, pushed ?? "push");
          if (word === null) break;
          running.set(keyOf(event), { set: event, word, track: freeTrack(event.client) });
          break;
        }
        case "timer_fired":
        case "timer_cancelled": {
          const timer = running.get(keyOf(event));
          if (timer === undefined) break;
          running.delete(keyOf(event));
          finished.push(...draw(canvas, timer, event));
          break;
        }
        default:
      }
    },
    unfinished: () => [...running.values()].flatMap((timer) => draw(canvas, timer, null)),
  };
}

function keyOf({ client, timer }: { readonly client: ClientId; readonly timer: TimerId }): string {
  return `${client}-${timer}`;
}

function eventOf(call: ApiCall): string {
  switch (call.name) {
    case "join":
      return JOIN;
    case "leave":
      return LEAVE;
    case "push":
      return call.event;
    default:
      return call.name;
  }
}

function draw(canvas: Canvas, { set, word, track }: Running, over: Over | null): readonly Item[] {
  const lane = canvas.lanes.viewer(set.client);
  if (lane === undefined) return [];
  const y1 = canvas.y[set.seq] ?? 0;
  const y2 = over === null ? canvas.height : (canvas.y[over.seq] ?? y1);
  const end: SpanEnd = over === null ? "running" : over.kind === "timer_fired" ? "fired" : "cleared";
  const span: SpanPart = {
    is: "span",
    x: lane.x,
    side: lane.side,
    track,
    y1,
    y2,
    stroke: strokeOf(set.purpose),
    end,
    label: `${word} ${duration(set.delayMs)}`,
  };
  const passed = over === null ? "" : ` after ${duration(over.timeMs - set.timeMs)}`;
  const told = `${word} ${duration(set.delayMs)}: ${end === "running" ? "still running" : `${end}${passed}`}`;
  const seqs = over === null ? [set.seq] : [set.seq, over.seq];
  const parts = [span, beside(lane.x, y1 + 5, lane.side, told, "", "if-picked", 10)];
  return [item(`timer-${keyOf(set)}`, "timer", hueOf(lane), seqs, parts)];
}

function strokeOf(purpose: TimerPurpose): TimerStroke {
  switch (purpose.is) {
    case "heartbeat":
    case "heartbeat_timeout":
      return "heartbeat";
    case "push_timeout":
      return "timeout";
    default:
      return "back-off";
  }
}

/** What a timer is for, in two words; `event` is what was pushed. Null: none that the simulator can name. */
export function timerWord(purpose: TimerPurpose, event: string): string | null {
  switch (purpose.is) {
    case "heartbeat":
      return "next heartbeat";
    case "heartbeat_timeout":
      return "heartbeat timeout";
    case "push_timeout":
      return event === JOIN ? "join timeout" : event === LEAVE ? "leave timeout" : "push timeout";
    case "reconnect":
      return "reconnect back-off";
    case "rejoin":
      return "rejoin back-off";
    case "teardown_wait":
      return "close wait";
    case "other":
      return null;
  }
}
