import fc from "fast-check";
import { Presence as OfficialPresence } from "phoenix";
import { describe, expect, test } from "vitest";
import { labServer } from "./lab-server.ts";

// Every client here has the Presence object of the official client, fed by the frames that it receives. After
// every step of a random story it must show what the server's own list shows.

const ROOM = "lab:room";
const KEYS = ["ada", "ben", "__proto__", "1"];
const USERS = 4;

type Meta = { readonly phx_ref: string };
type Presences = { readonly [key: string]: { readonly metas: readonly Meta[] } };
type Frame = readonly [string | null, string | null, string, string, Presences];
type Act =
  | { readonly do: "cut" | "leave" | "crash"; readonly user: number }
  | { readonly do: "join"; readonly user: number; readonly key: string }
  | { readonly do: "track" | "untrack" | "update"; readonly user: number; readonly key: string | number }
  /** One after the other before the server has come to rest: so many of its steps between them. */
  | { readonly do: "hurry"; readonly acts: readonly (readonly [Act, number])[] };

const users = fc.nat({ max: USERS - 1 });
const keys = fc.constantFrom<(string | number)[]>(...KEYS, 1);
const simpleActs: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom("cut", "leave", "crash"), user: users }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("join"), user: users, key: fc.constantFrom(...KEYS) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom("track", "untrack", "update"), user: users, key: keys }),
  },
);
const acts = fc.oneof(
  { weight: 4, arbitrary: simpleActs },
  fc.record({
    do: fc.constant("hurry"),
    acts: fc.array(fc.tuple(simpleActs, fc.nat(8)), { minLength: 2, maxLength: 5 }),
  }),
);

/** One viewer: a channel that goes through as many connections and joins as it takes, and its Presence. */
class Viewer {
  readonly presence: OfficialPresence;
  /** By its callbacks alone: the refs that came and did not go. */
  readonly mirror = new Map<string, Set<string>>();
  syncs = 0;
  joined = false;
  readonly #server: ReturnType<typeof labServer>;
  readonly #name: string;
  readonly #handlers = new Map<string, (payload: Presences) => void>();
  #connection: ReturnType<ReturnType<typeof labServer>["connect"]> | null = null;
  #read = 0;
  #joinRef: string | null = null;
  #lastRef = 0;

  constructor(server: ReturnType<typeof labServer>, name: string) {
    this.#server = server;
    this.#name = name;
    const channel = {
      on: (event: string, handler: (payload: Presences) => void) => this.#handlers.set(event, handler),
      joinRef: () => this.#joinRef,
    };
    // Presence uses no more of a channel than this.
    this.presence = new OfficialPresence(
      channel as unknown as ConstructorParameters<typeof OfficialPresence>[0],
    );
    this.presence.onJoin((key, _, { metas }) => {
      const refs = this.mirror.get(key ?? "") ?? new Set();
      for (const { phx_ref } of metas) refs.add(phx_ref);
      this.mirror.set(key ?? "", refs);
    });
    this.presence.onLeave((key, _, { metas }) => {
      const refs = this.mirror.get(key ?? "");
      for (const { phx_ref } of metas) refs?.delete(phx_ref);
      if (refs?.size === 0) this.mirror.delete(key ?? "");
    });
    this.presence.onSync(() => {
      this.syncs += 1;
    });
  }

  /**
   * As the client joins: only when it knows that it is not. Who joins again while frames of his former
   * subscription are still under way may keep a ghost of somebody who left meanwhile.
   */
  join(key: string): void {
    this.read();
    if (this.joined) return;
    if (this.#connection === null) {
      this.#connection = this.#server.connect(this.#name);
      this.#read = 0;
    }
    this.#joinRef = this.#nextRef();
    this.joined = true;
    this.#send(this.#joinRef, "phx_join", { key, meta: { from: this.#name } });
  }

  cut(): void {
    this.#connection?.lost();
    this.#connection = null;
    this.joined = false;
  }

  push(event: string, payload: object): void {
    if (this.joined) this.#send(this.#nextRef(), event, payload);
  }

  /** Hands on what has come, as the client does: a frame of an earlier join is dropped. */
  read(): void {
    const seen = this.#connection?.seen ?? [];
    for (; this.#read < seen.length; this.#read += 1) {
      const [joinRef, , , event, payload]: Frame = JSON.parse(String(seen[this.#read]));
      if (joinRef !== null && joinRef !== this.#joinRef) continue;
      if (event === "phx_error" || event === "phx_close") this.joined = false;
      this.#handlers.get(event)?.(payload);
    }
  }

  #send(ref: string, event: string, payload: object): void {
    this.#connection?.received([JSON.stringify([this.#joinRef, ref, ROOM, event, payload])]);
  }

  #nextRef(): string {
    this.#lastRef += 1;
    return String(this.#lastRef);
  }
}

function story() {
  const server = labServer({ module: { name: "Golden.LabPresence" } });
  const viewers = Array.from({ length: USERS }, (_, user) => new Viewer(server, `user${user}`));
  const watcher = server.connect("watcher");
  watcher.received([JSON.stringify(["1", "1", "lab:watch", "phx_join", {}])]);
  settle();

  function settle(): void {
    server.kernel.runUntil(server.kernel.nowMs);
    for (const viewer of viewers) viewer.read();
  }

  function act(next: Act): void {
    if (next.do === "hurry") {
      for (const [one, steps] of next.acts) {
        act(one);
        for (let step = 0; step < steps && server.kernel.nextTimeMs === server.kernel.nowMs; step += 1) {
          server.kernel.step();
        }
      }
      return;
    }
    const viewer = viewers[next.user];
    switch (next.do) {
      case "join":
        viewer?.join(next.key);
        break;
      case "cut":
        viewer?.cut();
        break;
      case "leave":
        viewer?.push("phx_leave", {});
        break;
      case "crash":
        viewer?.push("crash", {});
        break;
      case "track":
      case "untrack":
        viewer?.push(next.do, { key: next.key, meta: { more: true } });
        break;
      case "update":
        viewer?.push("update", { key: next.key, how: "merge", meta: { mood: "away" } });
    }
  }

  /** The server's own list, asked by one who takes no part. */
  function list(): Presences {
    watcher.received([JSON.stringify(["1", "2", "lab:watch", "list", { topic: ROOM }])]);
    server.kernel.runUntil(server.kernel.nowMs);
    const [, , , , { response }] = JSON.parse(String(watcher.seen.at(-1)));
    return response;
  }
  return { server, viewers, act, settle, list };
}

function shownBy(presence: OfficialPresence): Presences {
  return Object.fromEntries(presence.list((key, { metas }) => [key, { metas }] as const));
}

/** Keys and metas, the metas by their refs: the client puts new ones last, the server those of younger processes. */
function inOrder(presences: Presences): readonly (readonly [string, readonly Meta[]])[] {
  return Object.keys(presences)
    .sort()
    .map((key) => {
      const metas = [...(presences[key]?.metas ?? [])];
      return [key, metas.sort((a, b) => (a.phx_ref < b.phx_ref ? -1 : 1))];
    });
}

describe("the official client's Presence", () => {
  test("agrees with the server's list after every step of any story", () => {
    let compared = 0;
    let syncs = 0;
    let tracked = 0;
    fc.assert(
      fc.property(fc.array(acts, { minLength: 1, maxLength: 25 }), (script) => {
        const { viewers, act, settle, list, server } = story();
        for (const next of script) {
          act(next);
          settle();
          const expected = inOrder(list());
          tracked += expected.length;
          for (const viewer of viewers) {
            if (!viewer.joined) continue;
            expect(inOrder(shownBy(viewer.presence))).toEqual(expected);
            const refs = [...viewer.mirror].sort(([a], [b]) => (a < b ? -1 : 1));
            expect(refs.map(([key, ofKey]) => [key, [...ofKey].sort()])).toEqual(
              expected.map(([key, metas]) => [key, metas.map((meta) => meta.phx_ref)]),
            );
            compared += 1;
          }
        }
        syncs += viewers.reduce((sum, viewer) => sum + viewer.syncs, 0);
        for (const viewer of viewers) viewer.cut();
        settle();
        expect(list()).toEqual({});
        expect(server.endpoint.processes.count).toBe(4); // two trackers, the watcher's transport and channel
      }),
      { numRuns: 300 },
    );
    expect(Math.min(compared, syncs, tracked)).toBeGreaterThan(1000);
  });
});
