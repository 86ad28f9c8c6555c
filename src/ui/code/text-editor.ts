import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  type LanguageSupport,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState, Prec, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { CodeProblem } from "../../simulation/simulator-api.ts";

/** A text editor for code in the page. */
export type TextEditor = {
  readonly text: string;
  replace(text: string): void;
  /** Puts the cursor there; counts from 1. */
  goTo(line: number, column: number): void;
  focus(): void;
  close(): void;
};

export type EditorOptions = {
  readonly text: string;
  /** Names the field for those who do not see it. */
  readonly label: string;
  /** The line to begin at, from 1. */
  readonly line: number;
  /** What is wrong with the text; asked when the reader pauses. */
  readonly check: (text: string) => Promise<readonly CodeProblem[]>;
  readonly onChange: (text: string) => void;
  /** Ctrl or Cmd with Enter. */
  readonly onRun: () => void;
  /** Escape. */
  readonly onEscape: () => void;
};

/** Opens an editor for one language. */
export type OpenEditor = (host: HTMLElement, options: EditorOptions) => TextEditor;

/** How long the reader pauses before the text is looked through, in milliseconds. */
const PAUSE_MS = 250;

/** Opens an editor in `host`, in a shadow tree: its styles come as a sheet there, which no policy keeps out. */
export function openTextEditor(
  host: HTMLElement,
  language: LanguageSupport,
  options: EditorOptions,
): TextEditor {
  const { text, label, line, check, onChange, onRun, onEscape } = options;
  const root = host.attachShadow({ mode: "open" });
  // From outside of the shadow tree nobody sees that a text has the focus: the page would take `/` for its search.
  host.addEventListener("keydown", (event) => event.stopPropagation());
  const parent = root.appendChild(document.createElement("div"));
  const view = new EditorView({
    root,
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        language,
        syntaxHighlighting(HIGHLIGHT),
        THEME,
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        lintGutter(),
        linter(
          async ({ state }) => (await check(state.doc.toString())).map((one) => diagnosticOf(one, state.doc)),
          {
            delay: PAUSE_MS,
          },
        ),
        // Tab is not among the keys: it leaves the editor, as everywhere on a page.
        Prec.high(
          keymap.of([
            { key: "Mod-Enter", run: () => does(onRun) },
            { key: "Escape", run: () => does(onEscape) },
          ]),
        ),
        keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        EditorView.contentAttributes.of({
          "aria-label": label,
          tabindex: "0",
          autocapitalize: "off",
          spellcheck: "false",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  const goTo = (toLine: number, column: number): void => {
    const anchor = offsetOf(view.state.doc, toLine, column);
    view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    view.focus();
  };
  goTo(line, 1);
  return {
    get text() {
      return view.state.doc.toString();
    },
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    goTo,
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}

function does(act: () => void): true {
  act();
  return true;
}

/** A place that a compiler named, which may lie behind the end of a text that has changed since. */
function offsetOf(doc: Text, line: number, column: number): number {
  const { from, length } = doc.line(Math.min(Math.max(1, line), doc.lines));
  return from + Math.min(Math.max(0, column - 1), length);
}

/** Underlines the word at the place; a compiler tells where something begins, not where it ends. */
function diagnosticOf({ severity, line, column, message }: CodeProblem, doc: Text): Diagnostic {
  const at = offsetOf(doc, line, column);
  const { from: lineStart, text } = doc.lineAt(at);
  const [word = ""] = /^(?:[\w@.]+[?!]?|\S)/.exec(text.slice(at - lineStart)) ?? [];
  // At the end of a line there is nothing to underline: then what stands before.
  return word === ""
    ? { from: Math.max(lineStart, at - 1), to: at, severity, message }
    : { from: at, to: at + word.length, severity, message };
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.moduleKeyword], color: "light-dark(#7b2d7d, #d8a6e0)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "light-dark(#2f6134, #a5d29a)" },
  { tag: [tags.comment, tags.docComment], color: "var(--ink-faint)" },
  { tag: [tags.atom, tags.number, tags.bool, tags.null, tags.escape], color: "light-dark(#9b3a12, #f2ab82)" },
  {
    tag: [tags.function(tags.variableName), tags.definition(tags.function(tags.variableName))],
    color: "light-dark(#1f4b85, #9cc0f5)",
  },
  { tag: [tags.className, tags.namespace, tags.attributeName], color: "light-dark(#1f4b85, #9cc0f5)" },
]);

const THEME = EditorView.theme({
  "&": { backgroundColor: "var(--sheet)", color: "var(--ink)", fontSize: "var(--editor-size)" },
  "&.cm-focused": { outline: "2px solid var(--link)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--code)", lineHeight: "1.6", maxHeight: "min(34rem, 70vh)" },
  ".cm-content": { padding: "0.6rem 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--shade)", color: "var(--ink-soft)", border: "0" },
  ".cm-activeLine": { backgroundColor: "light-dark(#0000000a, #ffffff0d)" },
  ".cm-activeLineGutter": { backgroundColor: "light-dark(#00000012, #ffffff14)", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "light-dark(#cfdcee, #37475c)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--now-tint)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--now)" },
  ".cm-tooltip": {
    backgroundColor: "var(--sheet)",
    border: "1px solid var(--edge)",
    borderRadius: "var(--radius)",
    maxWidth: "min(34rem, 92vw)",
  },
  ".cm-diagnostic": { fontFamily: "var(--code)", whiteSpace: "pre-wrap", padding: "0.3rem 0.6rem" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--now)" },
  ".cm-panels": { backgroundColor: "var(--shade)", color: "var(--ink)" },
});
