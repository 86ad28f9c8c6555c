import { expect, test } from "vitest";
import { GOLDEN_SALT, GOLDEN_SECRET, GoldenApplication } from "../../src/apps/golden/application.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { FrameData } from "../../src/protocol/message.ts";
import { text } from "../../src/server/term.ts";
import { signToken } from "../../src/server/token.ts";
import type { ClientId, ConnectionId, Pid } from "../../src/trace/ids.ts";
import { CountingLog } from "../../src/trace/log.ts";
import "../../src/simulation/whole.ts";
import { FrameMutations, recordedFrames } from "./frame-mutations.ts";
import { join, push, replied } from "./raw-client.ts";

const FRAMES = 100_000;
/**
 * Twenty seconds of work on an idle machine, and the suite shares its two cores with whatever else runs: the bound is for
 * a server that hangs, not for one that is slow.
 */
const HANGS_MS = 15 * 60_000;
const SEED = Number(process.env["REJOIN_FUZZ_SEED"] ?? 20_261_124);
const WALL_CLOCK = 1_795_484_880;
/** Frames sent between two looks at everybody else. */
const ROUND = 500;
/** Longest that any process of the recorded application may be asked to sleep here. */
const MAX_SLEEP_MS = 5000;

class Room {
  readonly #kernel = new Kernel(1, new CountingLog());
  readonly app = new GoldenApplication(this.#kernel, WALL_CLOCK);
  readonly processesAtStart = this.app.endpoint.processes.count;
  readonly #tokens = new Map<string, string>();
  #lastConnection = 0;

  connect(user: string, path: string, vsn: string): Caller {
    this.#lastConnection += 1;
    const caller = new Caller(this, this.#lastConnection as ConnectionId); // ids have no other source in a test
    const token =
      this.#tokens.get(user) ??
      signToken(GOLDEN_SECRET, GOLDEN_SALT, text(user), { nowMs: WALL_CLOCK * 1000 });
    this.#tokens.set(user, token);
    const wire = {
      id: caller.connection,
      client: user as ClientId,
      sendDown: (data: FrameData) => caller.heard.push(data),
      closeDown: (code: number) => {
        caller.closedWith = code;
      },
      abortDown: () => {
        caller.closedWith = 1006;
      },
    };
    const url = `${path}/websocket?token=${token}${vsn === "" ? "" : `&vsn=${vsn}`}`;
    const answer = this.app.endpoint.upgrade(url, wire);
    if ("status" in answer) throw new Error(`refused with ${answer.status}`);
    caller.server = answer;
    this.settle();
    return caller;
  }

  settle(delayMs = 0): void {
    this.#kernel.runUntil(this.#kernel.nowMs + delayMs);
  }

  /** Connections for which some process still runs. */
  connectionsAlive(): Set<ConnectionId> {
    const { processes } = this.app.endpoint;
    const alive = new Set<ConnectionId>();
    for (const pid of processes.pids) {
      const role = processes.roleOf(pid as Pid);
      if (role !== null && role.is !== "other") alive.add(role.connection);
    }
    return alive;
  }
}

class Caller {
  readonly connection: ConnectionId;
  readonly heard: FrameData[] = [];
  closedWith: number | null = null;
  server: Exclude<ReturnType<GoldenApplication["endpoint"]["upgrade"]>, { status: number }> | null = null;
  readonly #room: Room;

  constructor(room: Room, connection: ConnectionId) {
    this.#room = room;
    this.connection = connection;
  }

  say(...frames: readonly FrameData[]): readonly FrameData[] {
    this.server?.received(frames);
    this.#room.settle();
    return this.heard.splice(0);
  }
}

/** Would keep a process of the recorded application busy for ever, on a real Phoenix too. */
function isEndless(frame: FrameData): boolean {
  const text = typeof frame === "string" ? frame : new TextDecoder().decode(frame);
  if (text.includes("blast")) return !/"n":\s*\d{1,2}[,}]/.test(text);
  return text.includes("slow") && /\d{4,}|\de/i.test(text) && !/"ms":\s*\d{1,3}[,}]/.test(text);
}

/** Every text that the server writes is JSON, whatever came in. */
function checkAnswers(answers: readonly FrameData[]): void {
  for (const answer of answers) if (typeof answer === "string") JSON.parse(answer);
}

test(
  `${FRAMES} random and mutated frames, seed ${SEED}: they hurt nobody but who sends them`,
  () => {
    const mutations = new FrameMutations(SEED, recordedFrames());
    const room = new Room();
    const quiet = "videos:bystanders";
    const bystanders = [
      { caller: room.connect("ada", "/socket", "2.0.0"), topic: quiet },
      { caller: room.connect("ben", "/socket", "2.0.0"), topic: quiet },
      // Where the attackers are as well.
      { caller: room.connect("cleo", "/socket", "2.0.0"), topic: "videos:1" },
    ];
    for (const { caller, topic } of bystanders) expect(caller.say(join(topic))).toHaveLength(1);

    const newAttacker = () => {
      const path = mutations.oneOf(["/socket", "/socket", "/socket", "/small"]);
      const vsn = mutations.oneOf(["1.0.0", "2.0.0", "2.0.0", ""]);
      const attacker = room.connect(mutations.oneOf(["u1", "u2", "mallory"]), path, vsn);
      // Joined, so that what is sent gets further than the socket process.
      for (const topic of ["videos:1", "rooms:lobby"]) {
        if (vsn === "2.0.0") attacker.say(join(topic));
        else attacker.say(JSON.stringify({ topic, event: "phx_join", payload: {}, ref: "1", join_ref: "1" }));
      }
      return attacker;
    };
    const attackers = Array.from({ length: 6 }, newAttacker);
    const codes = new Map<number, number>();

    for (let sent = 0; sent < FRAMES; ) {
      const place = mutations.upTo(attackers.length - 1);
      const attacker = attackers[place];
      if (attacker === undefined) throw new Error("an attacker is missing");
      const frames = Array.from({ length: 1 + mutations.upTo(2) }, () => mutations.next());
      if (frames.some(isEndless)) continue;
      try {
        checkAnswers(attacker.say(...frames));
      } catch (error) {
        throw new Error(`frame ${sent}, seed ${SEED}: ${JSON.stringify(frames.map(String))}`, {
          cause: error,
        });
      }
      const before = Math.floor(sent / ROUND);
      sent += frames.length;
      if (mutations.upTo(400) === 0 && attacker.closedWith === null) {
        attacker.server?.lost();
        attacker.closedWith = 1006;
      }
      if (attacker.closedWith !== null) {
        codes.set(attacker.closedWith, (codes.get(attacker.closedWith) ?? 0) + 1);
        attackers[place] = newAttacker();
      }
      if (Math.floor(sent / ROUND) === before) continue;

      // Else every join is answered with all that was ever written.
      room.app.store.reset();
      // Processes that sleep in a callback wake up now and then.
      room.settle(ROUND);
      for (const { caller, topic } of bystanders) {
        const ref = String(sent);
        caller.heard.length = 0;
        expect(caller.say(push(topic, ref, "echo", { sent }))).toEqual([replied(topic, ref, { sent })]);
        expect(caller.closedWith).toBeNull();
      }
      const [ada, ben] = bystanders;
      ada?.caller.say(push(quiet, null, "new_annotation_noreply", { body: "hello" }));
      expect(ben?.caller.heard.splice(0)).toHaveLength(1);
    }

    // What could not be decoded or answered (1011) and what was too large (1009): nothing else ends a connection.
    expect([...codes.keys()].sort()).toEqual([1006, 1009, 1011]);
    console.log(`fuzz: ${FRAMES} frames, seed ${SEED}, connections ended: ${JSON.stringify([...codes])}`);

    // Processes that sleep in a callback find out when they wake up.
    room.settle(MAX_SLEEP_MS);
    const callers = [...attackers, ...bystanders.map(({ caller }) => caller)];
    const open = callers.filter(({ closedWith }) => closedWith === null).map(({ connection }) => connection);
    expect(room.connectionsAlive()).toEqual(new Set(open));

    for (const [index, { server }] of attackers.entries()) {
      if (index % 2 === 0) server?.lost();
      else server?.closeReceived(1000);
    }
    for (const { caller } of bystanders) caller.server?.closeReceived(1000);
    room.settle(MAX_SLEEP_MS);
    expect(room.app.endpoint.processes.count).toBe(room.processesAtStart);
  },
  HANGS_MS,
);
