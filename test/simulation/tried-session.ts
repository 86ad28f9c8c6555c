import type { PageProgram } from "../../src/client/page.ts";
import type { Scenario } from "../../src/schemas/scenario.ts";
import {
  type CallbackResult,
  type ChannelModule,
  type JoinResult,
  noreply,
  replying,
} from "../../src/server/channel-module.ts";
import type { ServerRoutine } from "../../src/server/mail.ts";
import type { Cast } from "../../src/simulation/cast.ts";
import { Run } from "../../src/simulation/run.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import type { Input, TimedInput } from "../../src/trace/input.ts";
import { userSocketMount } from "../fixtures/videos/user-socket.ts";

// A brand has no value at run time.
export const BEN = "ben" as ClientId;
export const KEPT = "videos:1";
export const REJOINED = "videos:2";

/**
 * A page that does what its viewer "writes": it joins a topic twice over, pushes with and without a reply, and
 * may be given a token that the server refuses.
 */
const program: PageProgram = ({ Socket, page }) => {
  let token = page.token;
  let joins = 0;
  const socket = new Socket("ws://localhost:4000/socket", { params: () => ({ token }) });
  const join = (topic: string) => {
    const channel = socket.channel(topic, () => {
      joins += 1;
      return { joins };
    });
    channel.on("news", () => {});
    channel.join();
    return channel;
  };
  socket.connect();
  join(KEPT);
  join(REJOINED);
  return {
    socket,
    annotate(command) {
      if (command === "join again") join(REJOINED);
      else token = command === "spoil the token" ? "spoilt" : page.token;
    },
  };
};

/** Answers `ask`, takes in `tell` and passes `shout` on. */
const channelModule: ChannelModule = {
  name: "TriedChannel",
  intercepts: [],
  *join(_topic, _payload, socket): ServerRoutine<JoinResult> {
    return { is: "ok", reply: {}, socket };
  },
  *handleIn(event, payload, socket, phx): ServerRoutine<CallbackResult> {
    if (event === "shout") phx.broadcast(socket, "news", payload);
    return event === "ask" ? replying(socket, "ok") : noreply(socket);
  },
};

const cast: Cast = { pageProgram: () => program, serverMounts: () => [userSocketMount(channelModule)] };

const push = (topic: string, event: string): Input => ({
  kind: "push",
  client: BEN,
  topic,
  event,
  payload: {},
});
export const ASK = push(KEPT, "ask");
export const say = (body: string): Input => ({ kind: "annotate", client: BEN, body });

const script: readonly TimedInput[] = [
  { atMs: 0, input: { kind: "open_page", client: BEN } },
  { atMs: 60, input: push(KEPT, "ask") },
  { atMs: 400, input: push(KEPT, "ask") },
  { atMs: 410, input: push(REJOINED, "tell") },
  { atMs: 420, input: { kind: "broadcast", topic: KEPT, event: "news", payload: {} } },
  { atMs: 430, input: push(REJOINED, "shout") },
  { atMs: 600, input: { kind: "leave", client: BEN, topic: REJOINED } },
  { atMs: 610, input: say("join again") },
  { atMs: 620, input: push(REJOINED, "ask") },
];

const scenario: Scenario = {
  id: "tried-session",
  title: "A session for trying faults at every step",
  about: "",
  seed: 1,
  durationMs: 600_000,
  store: "kept",
  covers: [],
  clients: [
    {
      id: BEN,
      name: "Ben",
      user: "ben",
      page: null,
      token: { is: "signed", ageSeconds: 0 },
      link: { latencyMs: 40, jitterMs: 0, bytesPerSecond: null },
    },
  ],
  variants: [{ id: "only", label: "only", about: "", page: "live-only", server: ["user_socket"] }],
  inputs: script,
  expect: [],
};

/** A session that has not begun. */
export function newSession(): Run {
  return new Run(scenario, { cast });
}

/**
 * How many kernel steps the quiet session takes: from the page being opened to the first heartbeat and its
 * reply, and the timeout of the push that nobody answers.
 */
export function stepCount(): number {
  const run = newSession();
  let steps = 0;
  while (run.nowMs < 31_000 && run.takeSteps(1)) steps += 1;
  return steps;
}
