/** A term of the glossary, and the words of a text that mean it. */
export type Term = { readonly id: string; readonly forms: readonly string[] };

/** A piece of a text; with an id it is the first use of that term. */
export type TextPiece = { readonly text: string; readonly term: string | null };

/** Finds the first uses of terms in the texts of one page, which come in reading order. */
export class FirstUses {
  readonly #pattern: RegExp | null;
  readonly #terms = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(terms: readonly Term[]) {
    for (const { id, forms } of terms) {
      for (const form of forms) this.#terms.set(keyOf(form), id);
    }
    // The longest first: "channel process" is no channel.
    const forms = [...this.#terms.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    this.#pattern =
      forms.length === 0
        ? null
        : new RegExp(`(?<![\\w-])(?:${forms.map(formPattern).join("|")})(?![\\w-])`, "g");
  }

  /** The text in pieces; all together they are the text again. */
  split(text: string): readonly TextPiece[] {
    const pieces: TextPiece[] = [];
    let from = 0;
    for (const match of this.#pattern === null ? [] : text.matchAll(this.#pattern)) {
      const term = this.#first(match[0]);
      if (term === null) continue;
      if (match.index > from) pieces.push({ text: text.slice(from, match.index), term: null });
      pieces.push({ text: match[0], term });
      from = match.index + match[0].length;
    }
    if (from < text.length) pieces.push({ text: text.slice(from), term: null });
    return pieces;
  }

  /** The term of which this text as a whole is the first use, as of `assigns` in code. */
  whole(text: string): string | null {
    return this.#first(text);
  }

  #first(form: string): string | null {
    const term = this.#terms.get(keyOf(form));
    if (term === undefined || this.#used.has(term)) return null;
    this.#used.add(term);
    return term;
  }
}

/** A form that begins with one capital letter may begin a sentence only; one with more of them is a name. */
function keyOf(form: string): string {
  const plain = form.replace(/\s+/g, " ");
  const begins = /^[A-Z][a-z_]/.test(plain) && !/[A-Z]/.test(plain.slice(1));
  return begins ? plain.charAt(0).toLowerCase() + plain.slice(1) : plain;
}

function formPattern(form: string): string {
  const [first = "", ...rest] = form;
  const letter = /[a-z]/.test(first) ? `[${first}${first.toUpperCase()}]` : escaped(first);
  return letter + escaped(rest.join("")).replaceAll(" ", "\\s+");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
