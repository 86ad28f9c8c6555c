import type { JsonValue } from "../../protocol/json.ts";
import type { Inside, InsideView } from "../../simulation/simulator-api.ts";
import type { TopicPresence } from "../../trace/presence.ts";
import type { Cast } from "../cast.ts";
import type { LedgerBlock, LedgerFact, LedgerItem } from "./ledger.ts";
import { fact, itemsOf } from "./ledger.ts";

/** Who is present: first as the server's tables have it, topic by topic, then as each viewer's client does. */
export function presenceLedger({ now, before }: InsideView, cast: Cast): readonly LedgerBlock[] {
  const then = before === null ? null : tablesOf(before, cast);
  return tablesOf(now, cast).map(({ key, title, presence, waiting }) => {
    const old = then?.find((one) => one.key === key);
    const entries = entriesOf(presence);
    const was = then === null ? null : old === undefined ? [] : entriesOf(old.presence);
    return {
      key,
      title,
      mark: then !== null && old === undefined ? "new" : null,
      facts: factsOf(waiting, old?.waiting),
      lists: [{ title: "Who is here", empty: "Nobody.", items: itemsOf(entries, was, itemIn(entries, was)) }],
    };
  });
}

type Table = {
  readonly key: string;
  readonly title: string;
  readonly presence: TopicPresence;
  /** Diffs that a client keeps until it has the state; null for a server's table. */
  readonly waiting: number | null;
};

function tablesOf({ presences, clients }: Inside, cast: Cast): readonly Table[] {
  const several = presences.length > 1;
  const servers = presences.flatMap(({ node, module, topics }) =>
    topics.map((presence) => ({
      key: `server ${node} ${module} ${presence.topic}`,
      title: `${node === null ? "Server" : `Node \`${node}\``}${several && node === null ? `, \`${module}\`` : ""}: \`${presence.topic}\``,
      presence,
      waiting: null,
    })),
  );
  const own = clients.flatMap(({ client, inside }) =>
    inside.presences.map(({ waiting, ...presence }, index) => ({
      key: `client ${client} ${index}`,
      title: `${cast.find((one) => one.client === client)?.name ?? client}'s \`Presence\`: \`${presence.topic}\``,
      presence,
      waiting,
    })),
  );
  return [...servers, ...own];
}

function factsOf(waiting: number | null, before: number | null | undefined): readonly LedgerFact[] {
  if (waiting === null || (waiting === 0 && (before ?? 0) === 0)) return [];
  const was = before === undefined || before === null ? undefined : `\`${before}\``;
  return [
    fact(
      "diffs kept",
      `\`${waiting}\``,
      was,
      "They wait for `presence_state`, which a join brings, and are taken in after it.",
    ),
  ];
}

type Entry = { readonly key: string; readonly meta: JsonValue };

function entriesOf({ present }: TopicPresence): readonly Entry[] {
  return present.flatMap(({ key, metas }) => metas.map((meta) => ({ key, meta })));
}

/** One that was updated has another `phx_ref`, and says which it had before: that makes it the same entry. */
function itemIn(
  now: readonly Entry[],
  before: readonly Entry[] | null,
): (entry: Entry) => Omit<LedgerItem, "mark"> {
  const known = new Set((before ?? []).map(({ meta }) => refsOf(meta).ref));
  const fresh = new Set(now.map(({ meta }) => refsOf(meta).ref));
  return ({ key, meta }) => {
    const { ref, previous } = refsOf(meta);
    const updated = previous !== null && known.has(previous) && !fresh.has(previous);
    return {
      key: `${key} ${updated ? previous : ref}`,
      text: `\`${key}\` \`${JSON.stringify(ownOf(meta))}\``,
      about: [
        ref === null ? "" : `\`phx_ref\` \`${ref}\``,
        previous === null ? "" : `\`phx_ref_prev\` \`${previous}\``,
      ]
        .filter((part) => part !== "")
        .join(" "),
    };
  };
}

function refsOf(meta: JsonValue): { readonly ref: string | null; readonly previous: string | null } {
  const at = (name: string): string | null => {
    const value = isObject(meta) ? meta[name] : undefined;
    return typeof value === "string" ? value : null;
  };
  return { ref: at("phx_ref"), previous: at("phx_ref_prev") };
}

/** What the application says of it. */
function ownOf(meta: JsonValue): JsonValue {
  if (!isObject(meta)) return meta;
  const { phx_ref: _, phx_ref_prev: __, ...own } = meta;
  return own;
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
