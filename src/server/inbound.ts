import type { Kernel } from "../kernel/kernel.ts";
import type { FrameData } from "../protocol/message.ts";
import type { Seq } from "../trace/ids.ts";
import type { Mail } from "./mail.ts";

/** Frames that were read together, and what brought them. */
export type Read = { readonly frames: readonly FrameData[]; readonly cause: Seq | null };

type FromTheWire = Extract<Mail, { readonly kind: "segment" | "close_frame" | "ping" | "tcp_closed" }>;
type Held = { readonly mail: FromTheWire; readonly cause: Seq | null };

/**
 * What comes in over a connection, on its way into the mailbox of the transport process. While that handles what it has
 * read, which can take as long as a join, TCP keeps the rest: the process asks for more when it is done, and gets it
 * behind all that came into its mailbox meanwhile, several frames as one read (thousand_island 1.5.0,
 * lib/thousand_island/handler.ex: `active: :once`).
 */
export class Inbound {
  readonly #kernel: Kernel;
  readonly #post: (mail: FromTheWire) => void;
  #held: Held[] | null = null;

  constructor(kernel: Kernel, post: (mail: FromTheWire) => void) {
    this.#kernel = kernel;
    this.#post = post;
  }

  frames(frames: readonly FrameData[]): void {
    this.take({ kind: "segment", reads: [{ frames, cause: this.#kernel.cause }] });
  }

  take(mail: FromTheWire): void {
    if (this.#held === null) {
      this.#post(mail);
      return;
    }
    const last = this.#held.at(-1)?.mail;
    if (mail.kind !== "segment" || last?.kind !== "segment") {
      this.#held.push({ mail, cause: this.#kernel.cause });
      return;
    }
    const reads = [...last.reads, ...mail.reads];
    this.#held.splice(-1, 1, { mail: { kind: "segment", reads }, cause: reads[0]?.cause ?? null });
  }

  /** The transport process begins to handle what it has read. */
  pause(): void {
    this.#held ??= [];
  }

  /** It is done with it. */
  readOn(): void {
    const held = this.#held ?? [];
    this.#held = null;
    const { cause } = this.#kernel;
    for (const { mail, cause: before } of held) {
      this.#kernel.cause = before;
      this.#post(mail);
    }
    this.#kernel.cause = cause;
  }
}
