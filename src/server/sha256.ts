/** The first primes, which SHA-256 takes its constants from. */
const PRIMES: readonly number[] = firstPrimes(64);
/** What a hash begins with, and what each round adds: the first 32 bits behind the point of the primes' roots. */
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => rootBits(prime, 2n));
const ROUNDS = Uint32Array.from(PRIMES, (prime) => rootBits(prime, 3n));

const BLOCK_BYTES = 64;

type Words = Uint32Array<ArrayBuffer>;

/** HMAC with SHA-256 (RFC 2104) under a key whose own blocks are gone through once for all messages. */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? sha256(key) : key);
  const [inner, outer] = [0x36, 0x5c].map((pad) =>
    next(START, new DataView(block.map((byte) => byte ^ pad).buffer), 0),
  );
  return (message) => sha256(sha256(message, inner, BLOCK_BYTES), outer, BLOCK_BYTES);
}

/** SHA-256 (FIPS 180-4); of what follows `before` bytes when `state` is where those have led. */
export function sha256(message: Uint8Array, state: Words = START, before = 0): Uint8Array<ArrayBuffer> {
  const { length } = message;
  // A bit that is set, zeros, and the length in bits at the end of a block.
  const padded = new Uint8Array((((length + 8) >> 6) + 1) * BLOCK_BYTES);
  padded.set(message);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, (before + length) * 8);
  let after = state;
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) after = next(after, view, at);
  const hash = new DataView(new ArrayBuffer(32));
  for (let index = 0; index < 8; index += 1) hash.setUint32(4 * index, after[index] ?? 0);
  return new Uint8Array(hash.buffer);
}

const schedule = new Uint32Array(64);

/** The state after one block. */
function next(state: Words, view: DataView, at: number): Words {
  const word = (index: number) => state[index] ?? 0;
  let [a, b, c, d, e, f, g, h] = [word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7)];
  for (let round = 0; round < 64; round += 1) {
    const due = round < 16 ? view.getUint32(at + 4 * round) : mixed(round);
    schedule[round] = due;
    const chosen = (e & f) ^ (~e & g);
    const most = (a & b) ^ (a & c) ^ (b & c);
    const spread = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + spread + chosen + (ROUNDS[round] ?? 0) + due) | 0;
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + most) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  const after = Uint32Array.of(a, b, c, d, e, f, g, h);
  for (let index = 0; index < 8; index += 1) after[index] = (after[index] ?? 0) + word(index);
  return after;
}

/** The word of a later round, of those of earlier ones. */
function mixed(round: number): number {
  const back = (by: number) => schedule[round - by] ?? 0;
  const near = back(2);
  const far = back(15);
  const small = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
  const large = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
  return (back(16) + small + back(7) + large) | 0;
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}

/** In whole numbers: the last bit must be right everywhere. */
function rootBits(prime: number, degree: bigint): number {
  const power = BigInt(prime) << (32n * degree);
  let root = 0n;
  for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= power) root += bit;
  return Number(BigInt.asUintN(32, root));
}
