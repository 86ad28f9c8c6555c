import { useState } from "preact/hooks";
import { markOf } from "../cast.ts";
import { CHANGED_GLYPH } from "../changed.ts";
import { Glyph } from "../glyph.tsx";
import type { LedgerBlock } from "../inspector/ledger.ts";
import { Ledger } from "../inspector/ledger-view.tsx";
import { processLedger } from "../processes/process-ledger.ts";
import type { Mark, ProcessRow, SupervisorRow, TreeRow } from "../processes/process-tree.ts";
import { endedRows, processTree } from "../processes/process-tree.ts";
import { RichText } from "../rich-text.tsx";
import { useAnswer } from "./use-answer.ts";
import type { PanelProps } from "./use-panel.ts";

/** Drawn around the origin in a box of 10 by 10, as all glyphs are. */
const MARK_GLYPHS: { readonly [mark in Mark]: string } = {
  started: "M-4.5 0H4.5M0-4.5V4.5",
  changed: CHANGED_GLYPH,
  ended: "M-4.5 0H4.5",
  crashed: "M-4-4L4 4M4-4L-4 4",
};

/** The server's processes in their supervision tree at the current step. */
export function Panel({ cast, conversation }: PanelProps) {
  const { at } = conversation.session;
  const { run } = conversation.session.run;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const { answer: view } = useAnswer(String(run), at, () =>
    conversation.ask((client) => client.processes(run, at.seq)),
  );
  const { answer: inside } = useAnswer(
    String(run),
    opened.size === 0 ? null : at,
    opened.size === 0 ? null : () => conversation.ask((client) => client.inside(run, at.seq)),
  );
  if (view === null) return null;
  const look: Look = {
    isOpen: (key) => opened.has(key),
    onToggle: (key) =>
      setOpened((old) => new Set(old.has(key) ? [...old].filter((one) => one !== key) : [...old, key])),
    blocksOf: (key) => {
      const process = view.living.find(({ pid }) => String(pid) === key);
      return process === undefined || inside === null ? null : processLedger(process, view, inside, cast);
    },
  };
  if (!at.serverUp) return <ServerDown ended={endedRows(view, cast)} />;
  return (
    <div class="processes">
      <ul class="tree">
        <Row row={processTree(view, cast)} look={look} />
      </ul>
      <p class="processes-foot">
        This machine has one scheduler and one acceptor: a real one has a <code>DynamicSupervisor</code> of
        channel processes for each scheduler, and by default 100 acceptors, each with a supervisor of its own.
      </p>
    </div>
  );
}

function ServerDown({ ended }: { readonly ended: readonly ProcessRow[] }) {
  return (
    <div class="processes">
      <p class="quiet">The server is down: no process lives, and with them went all they knew.</p>
      {ended.length === 0 ? null : (
        <ul class="tree">
          {ended.map((row) => (
            <Row key={row.key} row={row} look={null} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Which processes are opened, and what there is to see in them; null where none lives. */
type Look = {
  readonly isOpen: (key: string) => boolean;
  readonly onToggle: (key: string) => void;
  readonly blocksOf: (key: string) => readonly LedgerBlock[] | null;
};

function Row({ row, look }: { readonly row: TreeRow; readonly look: Look | null }) {
  return row.is === "supervisor" ? <Supervisor row={row} look={look} /> : <Process row={row} look={look} />;
}

function Supervisor({ row, look }: { readonly row: SupervisorRow; readonly look: Look | null }) {
  const { path, strategy, quiet, empty, rows } = row;
  return (
    <li class="supervisor">
      <p class="supervisor-line">
        <span class="supervisor-path">
          {path.map((name, index) => (
            <span key={name}>
              {index === 0 ? null : <i>›</i>}
              <code>{name}</code>
            </span>
          ))}
        </span>{" "}
        <span class="supervisor-strategy">{strategy}</span>
        {empty === null ? null : <span class="supervisor-empty">{empty}</span>}
      </p>
      {quiet.length === 0 ? null : (
        <p class="supervisor-quiet">
          with{" "}
          {quiet.map((name, index) => (
            <span key={name}>
              {index === 0 ? null : ", "}
              <code>{name}</code>
            </span>
          ))}
        </p>
      )}
      {rows.length === 0 ? null : (
        <ul>
          {rows.map((one) => (
            <Row key={one.key} row={one} look={look} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Process({ row, look }: { readonly row: ProcessRow; readonly look: Look | null }) {
  const canOpen = look !== null && row.mailbox !== "";
  const open = canOpen && look.isOpen(row.key);
  const blocks = open ? look.blocksOf(row.key) : null;
  const { name, pid, module, hue, state, doing, mailbox, watches, assigns, waits, mark } = row;
  return (
    <li class="process" data-hue={hue ?? undefined} data-mark={mark ?? undefined}>
      <p class="process-line">
        <Glyph path={hue === null ? "M-4.5-4.5H4.5V4.5H-4.5Z" : markOf(hue)} solid={hue !== null} />
        <b>
          <RichText text={name} />
        </b>
        <code class="process-pid">{pid}</code>
        <code class="process-state">{state}</code>
        {mark === null ? null : (
          <span class="process-mark">
            <Glyph path={MARK_GLYPHS[mark]} />
            {mark}
          </span>
        )}
        {canOpen ? (
          <button
            type="button"
            class="process-open"
            aria-expanded={open}
            aria-label={`Look inside ${name.replaceAll("`", "")} ${pid}`}
            onClick={() => look.onToggle(row.key)}
          >
            {open ? "▾" : "▸"} inside
          </button>
        ) : null}
      </p>
      <p class="process-about">
        {module === "" ? null : (
          <span>
            <code>{module}</code>
          </span>
        )}
        <span>
          <RichText text={doing} />
        </span>
        {mailbox === "" ? null : <span class={waits ? "process-waits" : undefined}>{mailbox}</span>}
        {watches === "" ? null : (
          <span>
            <RichText text={watches} />
          </span>
        )}
      </p>
      {assigns === "" ? null : (
        <p class="process-about process-assigns">
          <RichText text={assigns} />
        </p>
      )}
      {blocks === null ? null : <Ledger blocks={blocks} />}
    </li>
  );
}
