import { readClientInside } from "../client/client-inside.ts";
import type { ProcessGlimpse } from "../kernel/processes.ts";
import type { ServerProcesses } from "../server/mail.ts";
import { mailWords } from "../server/mail-words.ts";
import { endsCallback } from "../trace/callback.ts";
import type { ClientInside } from "../trace/client-inside.ts";
import { History, lastAtMost } from "../trace/history.ts";
import type { ClientId, Pid, Seq } from "../trace/ids.ts";
import type { TraceLog } from "../trace/log.ts";
import type { Onlooker } from "./run.ts";
import type { Inside, Mailbox, ServerPresence } from "./simulator-api.ts";
import type { World } from "./world.ts";

/** Of a mailbox with more messages only the oldest are told. */
const MAX_LETTERS = 40;

/**
 * What clients and processes keep inside at every event of a run, written down while it runs. A client is looked at
 * before each event that is recorded while its code runs, so that every event has what the client made of it.
 */
export class InsideRecorder implements Onlooker {
  readonly #clients = new Map<ClientId, ClientRecording>();
  readonly #mailboxes = new Map<Pid, Recording<Mailbox>>();
  readonly #presences = new Recording<readonly ServerPresence[]>();
  /** A number for each message, by which it is known again. */
  readonly #letters = new WeakMap<object, number>();
  #lastLetter = 0;
  #world: World | null = null;
  #log: TraceLog | null = null;
  /** The clients whose code the step has run so far. */
  readonly #touched = new Set<ClientId>();

  onto(log: TraceLog): TraceLog {
    this.#log = log;
    const recorder = this;
    return {
      record(body, timeMs, cause) {
        recorder.#readTouched();
        if ("client" in body && endsCallback(body)) {
          recorder.#touched.add(body.client);
          recordingOf(recorder.#clients, body.client).begins.push(log.length);
        }
        return log.record(body, timeMs, cause);
      },
      get length() {
        return log.length;
      },
    };
  }

  enter(world: World): void {
    this.#world = world;
  }

  look(processes: readonly ProcessGlimpse[]): void {
    this.#readTouched();
    this.#touched.clear();
    for (const { pid, monitors } of processes) {
      const endpoint = this.#world?.endpoints.find((one) => one.processes.isAlive(pid));
      if (endpoint === undefined) continue;
      const mailbox = this.#mailbox(endpoint.processes, pid);
      recordingIn(this.#mailboxes, pid).push(this.#last, { ...mailbox, monitors });
    }
    this.#presences.push(this.#last, presencesIn(this.#world));
  }

  /** The event recorded last. */
  get #last(): number {
    return (this.#log?.length ?? 0) - 1;
  }

  #readTouched(): void {
    if (this.#world === null) return;
    for (const client of this.#touched) {
      const inside = readClientInside(this.#world.pageOf(client));
      recordingOf(this.#clients, client).inside.push(this.#last, inside);
    }
  }

  /** What was inside at the stop `seq`; `next` is the stop after it. */
  at(seq: Seq, next: Seq | null): Inside {
    const end = next ?? Number.POSITIVE_INFINITY;
    return {
      clients: [...this.#clients].flatMap(([client, { inside, begins }]) => {
        // What a callback does counts with its last stop; one that begins after the stop belongs to the next.
        const begin = begins[lastAtMost(begins, seq) + 1] ?? end;
        const found = inside.at(Math.min(begin, end) - 1);
        return found === null ? [] : [{ client, inside: found }];
      }),
      mailboxes: [...this.#mailboxes.values()].flatMap((recording) => recording.at(seq) ?? []),
      // What a tracker does is no stop of its own: it belongs to the last one before it.
      presences: this.#presences.at(end - 1) ?? [],
    };
  }

  #mailbox(processes: ServerProcesses, pid: Pid): Omit<Mailbox, "monitors"> {
    const letters = processes.waitingMail(pid, MAX_LETTERS);
    return {
      pid,
      letters: letters.map((letter) => ({ letter: this.#numberOf(letter), words: mailWords(letter) })),
      more: processes.mailboxLength(pid) - letters.length,
    };
  }

  #numberOf(letter: object): number {
    const known = this.#letters.get(letter);
    if (known !== undefined) return known;
    this.#lastLetter += 1;
    this.#letters.set(letter, this.#lastLetter);
    return this.#lastLetter;
  }
}

function presencesIn(world: World | null): readonly ServerPresence[] {
  return (world?.endpoints ?? []).flatMap(({ presences, processes }) =>
    [...presences].map(([module, shown]) => ({ node: processes.of.node ?? null, module, topics: shown() })),
  );
}

/** A history in which what is the same in every part is not told twice. */
class Recording<Value> {
  readonly #history = new History<Value>();
  #last = "";

  push(seq: number, value: Value): void {
    const text = JSON.stringify(value);
    if (text === this.#last) return;
    this.#last = text;
    this.#history.push(seq, value);
  }

  at(seq: number): Value | null {
    return this.#history.at(seq);
  }
}

/** One client: what it kept inside, and the events with which callbacks of its page began. */
type ClientRecording = { readonly inside: Recording<ClientInside>; readonly begins: number[] };

function recordingOf(recordings: Map<ClientId, ClientRecording>, client: ClientId): ClientRecording {
  const known = recordings.get(client);
  if (known !== undefined) return known;
  const recording = { inside: new Recording<ClientInside>(), begins: [] };
  recordings.set(client, recording);
  return recording;
}

function recordingIn<Key, Value>(recordings: Map<Key, Recording<Value>>, key: Key): Recording<Value> {
  const known = recordings.get(key);
  if (known !== undefined) return known;
  const recording = new Recording<Value>();
  recordings.set(key, recording);
  return recording;
}
