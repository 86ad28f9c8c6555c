import type { Annotation } from "../trace/event.ts";
import type { Drawing, OpenPage, PageHost, PageProgram } from "./page.ts";
import { PageScope } from "./page-scope.ts";

/** Takes down what a page's program writes to its console. */
export type Console = (level: ConsoleLevel, text: string) => void;

export type ConsoleLevel = "log" | "warn" | "error";

// Called by another name it sees the global scope only; `new Function` would shift the lines.
const { eval: evaluate } = globalThis;

/** A function that the text may call besides, under a name that nothing in it has. */
export type Mark = { readonly name: string; readonly run: (line: number) => void };

/**
 * The program of a page from a reader's text, as `readPageSource` gives its body: it runs under the page's time, chance
 * and console. It evaluates the text, and so belongs into a realm from which nothing can be reached: `name` is the file
 * that a stack trace calls it.
 */
export function ownProgram(
  body: string,
  name: string,
  console: Console,
  mark: Mark | null = null,
): PageProgram {
  return (host) => {
    const scope = new PageScope(host.inside, console);
    const given = { ...scope.names, ...(mark && { [mark.name]: mark.run }) };
    const names = Object.keys(given);
    // A function within a function: the text may declare names that it is given. All on one line, for the numbers of
    // the others; strict, so that `this` is nothing.
    const text = `(function(${names.join(",")}){"use strict";return(function(){${body}\nreturn openPage})()})\n//# sourceURL=${name}`;
    const make = evaluate(text) as (...values: readonly unknown[]) => (host: object) => unknown; // as it is written above
    const openPage = make(...Object.values(given));
    const { Socket, Presence, page } = host;
    const show = (changes: unknown): void => page.show(drawingOf(changes));
    const opened = openPage({ Socket: standing(Socket, host), Presence, page: { ...page, show } });
    return checkedPage(opened);
  };
}

/** The line of the file in which an error was thrown, as far as its stack says so; null where it does not. */
export function lineOf(error: unknown, name: string): number | null {
  const stack = error instanceof Error ? String(error.stack) : "";
  const at = stack.indexOf(`${name}:`);
  const [, line] = at === -1 ? [] : (/^(\d+)/.exec(stack.slice(at + name.length + 1)) ?? []);
  return line === undefined ? null : Number(line);
}

/** The class, which may also be made by what a promise has left to do. */
function standing(Socket: PageHost["Socket"], { inside }: PageHost): PageHost["Socket"] {
  return new Proxy(Socket, {
    construct: (target, args, newTarget) =>
      inside.inPage(() => Reflect.construct(target, args, newTarget) as object),
  });
}

function checkedPage(opened: unknown): OpenPage {
  if (opened instanceof Promise) throw new TypeError("openPage must give its page at once, without await");
  if (!isObject(opened) || !isObject(opened["socket"]) || typeof opened["socket"]["connect"] !== "function") {
    throw new TypeError("openPage must return { socket }, with annotate and buttons if there are any");
  }
  const { socket, annotate, buttons } = opened;
  if (annotate !== undefined && typeof annotate !== "function")
    throw new TypeError("annotate must be a function");
  if (buttons !== undefined) {
    if (!isObject(buttons)) throw new TypeError("buttons must be an object of functions");
    for (const [label, button] of Object.entries(buttons)) {
      if (typeof button !== "function") throw new TypeError(`the button ${label} must be a function`);
    }
  }
  const given = { socket, ...(annotate && { annotate }), ...(buttons && { buttons }) };
  return given as unknown as OpenPage; // checked above, as far as it is called
}

/** What a page shows goes into the trace, and from there to a screen: it must be what the types say. */
function drawingOf(changes: unknown): Partial<Drawing> {
  if (!isObject(changes)) throw new TypeError("page.show takes an object");
  const drawing: { -readonly [Key in keyof Drawing]?: Drawing[Key] } = {};
  const { annotations, lastSeenId, notice, lines } = changes;
  if (annotations !== undefined) drawing.annotations = listOf("annotations", annotations).map(annotationOf);
  if (lastSeenId !== undefined) drawing.lastSeenId = lastSeenId === null ? null : numberOf(lastSeenId);
  if (notice !== undefined) drawing.notice = notice === null ? null : textOf(notice);
  if (lines !== undefined) drawing.lines = listOf("lines", lines).map(textOf);
  return drawing;
}

const MOST_SHOWN = 500;

function listOf(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`page.show: ${name} must be a list`);
  if (value.length > MOST_SHOWN) throw new RangeError(`page.show: more than ${MOST_SHOWN} ${name}`);
  return value;
}

function annotationOf(value: unknown): Annotation {
  if (!isObject(value)) throw new TypeError("page.show: an annotation must be an object with id and body");
  const { id, user = "", body = "", at = 0 } = value;
  const more: object = JSON.parse(JSON.stringify(value)); // whatever else it has, it is data
  return { ...more, id: numberOf(id), user: textOf(user), body: textOf(body), at: numberOf(at) };
}

function numberOf(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new TypeError("page.show: an id must be a number");
  return value;
}

const LONGEST = 10_000;

function textOf(value: unknown): string {
  return String(value).slice(0, LONGEST);
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}
