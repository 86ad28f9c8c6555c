import { isJsonObject, type JsonValue } from "../../protocol/json.ts";
import type {
  Inside,
  InsideView,
  LivingProcess,
  Mailbox,
  ProcessesView,
} from "../../simulation/simulator-api.ts";
import type { Pid } from "../../trace/ids.ts";
import type { Cast } from "../cast.ts";
import type { LedgerBlock, LedgerFact, LedgerItem } from "../inspector/ledger.ts";
import { fact, itemsOf } from "../inspector/ledger.ts";
import { processName, valueText } from "./process-tree.ts";

/** What there is in a living process: its assigns, the messages in its mailbox, whom it monitors. */
export function processLedger(
  process: LivingProcess,
  view: ProcessesView,
  inside: InsideView,
  cast: Cast,
): readonly LedgerBlock[] {
  const { pid } = process;
  const now = mailboxOf(inside.now, pid);
  const isNew = process.change === "started" || inside.before === null;
  const before = inside.before === null || isNew ? null : mailboxOf(inside.before, pid);
  const roles = new Map([...view.living, ...view.ended].map((one) => [one.pid, one.role]));
  const watched = (monitors: readonly Pid[]): readonly Omit<LedgerItem, "mark">[] =>
    monitors.map((target) => ({
      key: String(target),
      text: processName(target, roles.get(target), cast),
      about: roles.has(target) ? `\`#PID<0.${target}.0>\`` : "",
    }));
  const facts = assignFacts(process.assigns, isNew ? undefined : process.assignsBefore);
  return [
    {
      key: "mailbox",
      title: "Mailbox",
      mark: null,
      facts: [],
      lists: [
        {
          title: "Messages, the next one first",
          empty: "Empty: it has read all that came.",
          items: [
            ...itemsOf(now.letters, before?.letters ?? null, ({ letter, words }) => ({
              key: String(letter),
              text: words,
              about: "",
            })),
            ...(now.more === 0 ? [] : [{ key: "more", text: `and ${now.more} more`, about: "", mark: null }]),
          ],
        },
      ],
    },
    {
      key: "monitors",
      title: "Monitors",
      mark: null,
      facts: [],
      lists: [
        {
          title: "It is told when these end",
          empty: "None: it watches nobody.",
          items: itemsOf(
            watched(now.monitors),
            before === null ? null : watched(before.monitors),
            (one) => one,
          ),
        },
      ],
    },
    ...(facts.length === 0 ? [] : [{ key: "assigns", title: "Assigns", mark: null, facts, lists: [] }]),
  ];
}

function mailboxOf({ mailboxes }: Inside, pid: Pid): Mailbox {
  return mailboxes.find((one) => one.pid === pid) ?? { pid, letters: [], more: 0, monitors: [] };
}

function assignFacts(assigns: JsonValue, before: JsonValue | undefined): readonly LedgerFact[] {
  if (!isJsonObject(assigns)) return [];
  const old = before !== undefined && isJsonObject(before) ? before : null;
  const told = (value: JsonValue) => `\`${valueText(value).replaceAll("`", "'")}\``;
  return Object.entries(assigns).map(([key, value]) =>
    fact(key, told(value), old === null ? undefined : told(old[key] ?? null)),
  );
}
