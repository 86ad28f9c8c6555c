import type { Insertion } from "./grammar-tree.ts";
import { type Word, wordsOf } from "./word-scanner.ts";

/** Opens the body of a clause; its first expression is there only to be left out again. */
export const BODY_OPEN = "(nil;";

/** A block or bracket that is open. */
type Frame = {
  readonly opener: string;
  /** The statement that is being read: where it begins, and where the word before it ends. */
  statement: { readonly from: number; readonly after: number } | null;
  /** Where the body of the last clause begins, behind its arrow. */
  body: number | null;
};

/** A line that begins so goes on with the one before it. */
const CONTINUES = new Set(
  "|> || ||| | <> <- <= < >= > == === =~ != !== = && &&& ++ -- +++ --- * / ** :: . .. \\\\ => when and or in not".split(
    " ",
  ),
);
/** A line that ends so goes on with the next one. */
const GOES_ON = new Set([...CONTINUES, "+", "-", "!", "^", "&", ",", "@", "~", "->", "fn", "do"]);

/**
 * Puts the bodies of clauses in parentheses. Where one clause ends and the next begins, the grammar carries
 * both possibilities along, and of two that are long it gives one up, not always the wrong one. In
 * parentheses, behind a first expression that is none of ours, there is but one.
 */
export function clauseBodies(text: string): readonly Insertion[] {
  const found: Insertion[] = [];
  const frames: Frame[] = [newFrame("")];
  const close = (frame: Frame, end: number) => {
    if (frame.body !== null && end > frame.body) {
      found.push({ at: frame.body, put: BODY_OPEN }, { at: end, put: ")" });
    }
    frame.body = null;
  };
  let last: Word | null = null;
  for (const word of wordsOf(text)) {
    const frame = frames.at(-1) ?? newFrame("");
    const after = last?.to ?? 0;
    if (frame.statement === null || begins(word, last)) frame.statement = { from: word.from, after };
    const { text: sign } = word;
    if (sign === "->" && /^(do|fn|\()$/.test(frame.opener)) {
      close(frame, frame.statement.after);
      frame.body = word.to;
    } else if (/^(do|fn|\(|\[|\{|<<)$/.test(sign)) frames.push(newFrame(sign));
    else if (/^(end|\)|\]|\}|>>)$/.test(sign)) {
      close(frame, after);
      if (frames.length > 1) frames.pop();
    } else if (
      /^(else|rescue|catch|after)$/.test(sign) &&
      frame.opener === "do" &&
      frame.statement.from === word.from
    ) {
      close(frame, after);
      frame.statement = null;
    }
    last = word;
  }
  return found.sort((a, b) => a.at - b.at);
}

function newFrame(opener: string): Frame {
  return { opener, statement: null, body: null };
}

/** Whether a new statement begins with this word. */
function begins(word: Word, last: Word | null): boolean {
  if (last?.text === ";") return true;
  return word.onNewLine && !CONTINUES.has(word.text) && !GOES_ON.has(last?.text ?? "");
}
