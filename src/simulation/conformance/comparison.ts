import { ACCEPTED_RACES, type Parting } from "./accepted-race.ts";
import type { Recording, ServerLine, ServerSign } from "./recording.ts";
import { type Received, TOLERANCE_MS } from "./replay.ts";
import { SignMatch } from "./sign-match.ts";

/** Where the simulated server first does something else than the recorded one. */
export type Difference = {
  /** In the file, counted from 1; with nothing more recorded, the last line that this client saw. */
  readonly line: number;
  readonly client: string;
  /** Null: the recording has no more for this client. */
  readonly expected: ServerSign | null;
  /** Null: nothing came. */
  readonly came: ServerSign | null;
  /** Set when the right thing came at the wrong time. */
  readonly timesMs: { readonly expected: number; readonly came: number } | null;
};

/** Frame by frame for each client; null when everything is as recorded, or as an accepted race would have it. */
export function compare(
  recording: Recording,
  received: ReadonlyMap<string, readonly Received[]>,
): Difference | null {
  const match = new SignMatch();
  const clients = new Set([...recording.lines.flatMap(clientOf), ...received.keys()]);
  const differences = [...clients]
    .map((client) => new ClientComparison(recording, client, received.get(client) ?? [], match).first())
    .filter((difference) => difference !== null);
  return differences.sort((a, b) => a.line - b.line)[0] ?? null;
}

function clientOf(line: Recording["lines"][number]): string[] {
  return line.from === "client" || line.from === "server" ? [line.client] : [];
}

function isInTime(expected: ServerLine, came: Received): boolean {
  return Math.abs(expected.atMs - came.atMs) <= TOLERANCE_MS;
}

class ClientComparison {
  readonly #recording: Recording;
  readonly #client: string;
  readonly #match: SignMatch;
  readonly #expected: ServerLine[];
  readonly #came: Received[];
  #lastLine = 1;

  constructor(recording: Recording, client: string, came: readonly Received[], match: SignMatch) {
    this.#recording = recording;
    this.#client = client;
    this.#match = match;
    this.#expected = recording.lines.flatMap((line) =>
      line.from === "server" && line.client === client ? [line] : [],
    );
    this.#came = [...came];
  }

  first(): Difference | null {
    while (this.#expected.length > 0 || this.#came.length > 0) {
      const expected = this.#expected[0];
      const came = this.#came[0];
      if (expected !== undefined && came !== undefined && this.#match.same(expected.sign, came.sign)) {
        if (!isInTime(expected, came)) return this.#difference(expected, came, true);
        this.#take(0, 0);
      } else if (!this.#takeRace(expected, came)) {
        return this.#difference(expected, came, false);
      }
    }
    return null;
  }

  #take(expectedAt: number, cameAt: number): void {
    const [taken] = this.#expected.splice(expectedAt, 1);
    this.#came.splice(cameAt, 1);
    this.#lastLine = Math.max(this.#lastLine, taken?.line ?? 0);
  }

  #takeRace(expected: ServerLine | undefined, came: Received | undefined): boolean {
    const at: Parting = {
      recording: this.#recording,
      client: this.#client,
      line: expected?.line ?? this.#lastLine,
    };
    if (expected !== undefined && came !== undefined) {
      const mayReplace = ACCEPTED_RACES.some((race) => race.mayReplace?.(expected.sign, came.sign, at));
      if (mayReplace && isInTime(expected, came)) {
        this.#take(0, 0);
        return true;
      }
      if (this.#takeMoved(expected, came, at)) return true;
    }
    if (expected !== undefined && ACCEPTED_RACES.some((race) => race.mayLack?.(expected.sign, at))) {
      this.#expected.shift();
      return true;
    }
    if (came !== undefined && ACCEPTED_RACES.some((race) => race.mayLack?.(came.sign, at))) {
      this.#came.shift();
      return true;
    }
    return false;
  }

  // A frame that came too late or too early: everything it changed places with must allow it.
  #takeMoved(expected: ServerLine, came: Received, at: Parting): boolean {
    const later = this.#came.findIndex(
      (candidate) => isInTime(expected, candidate) && this.#match.same(expected.sign, candidate.sign),
    );
    if (later > 0 && this.#mayPassAll(expected.sign, this.#came.slice(0, later), at)) {
      this.#take(0, later);
      return true;
    }
    const earlier = this.#expected.findIndex(
      (candidate) => isInTime(candidate, came) && this.#match.same(candidate.sign, came.sign),
    );
    if (earlier > 0 && this.#mayPassAll(came.sign, this.#expected.slice(0, earlier), at)) {
      this.#take(earlier, 0);
      return true;
    }
    return false;
  }

  #mayPassAll(moved: ServerSign, others: readonly { readonly sign: ServerSign }[], at: Parting): boolean {
    return others.every(({ sign: passed }) =>
      ACCEPTED_RACES.some((race) => race.mayPass?.({ moved, passed }, at)),
    );
  }

  #difference(expected: ServerLine | undefined, came: Received | undefined, isOfTime: boolean): Difference {
    return {
      line: expected?.line ?? this.#lastLine,
      client: this.#client,
      expected: expected?.sign ?? null,
      came: came?.sign ?? null,
      timesMs:
        isOfTime && expected !== undefined && came !== undefined
          ? { expected: expected.atMs, came: came.atMs }
          : null,
    };
  }
}
