import { GOLDEN_SALT, GOLDEN_SECRET } from "../../apps/golden/application.ts";
import { isJsonObject, type JsonValue } from "../../protocol/json.ts";
import { CLOSE, ERROR, JOIN, LEAVE, REPLY } from "../../protocol/reserved.ts";
import { atom, textOf } from "../../server/term.ts";
import { verifyToken } from "../../server/token.ts";
import { parseUpgradeUrl } from "../../server/upgrade.ts";
import { type FrameView, viewOf } from "./frame-view.ts";
import type { Recording, ServerSign } from "./recording.ts";

/** A frame that may come at another place than in the recording: `moved` before or after `passed`. */
export type MovedFrame = { readonly moved: ServerSign; readonly passed: ServerSign };

/** What is known about one client when its recorded and its simulated frames part. */
export type Parting = {
  readonly recording: Recording;
  readonly client: string;
  /** The line of the recorded frame; of the last one before, if no more is recorded. */
  readonly line: number;
};

/**
 * An outcome that the real server leaves to chance (golden/FACTS.md, "Races seen between recordings"). Each
 * names exactly the frames it is about; every other frame must still match, and none is left out of sight.
 */
export type AcceptedRace = {
  readonly why: string;
  /** Whether the frame may change places with the other. */
  mayPass?(frames: MovedFrame, at: Parting): boolean;
  /** Whether the frame may be there or not. */
  mayLack?(sign: ServerSign, at: Parting): boolean;
  /** Whether one close may stand for the other. */
  mayReplace?(expected: ServerSign, came: ServerSign, at: Parting): boolean;
};

/** The events that the recorded channel intercepts (golden/app/video_channel.ex). */
const INTERCEPTED: ReadonlySet<JsonValue> = new Set<JsonValue>(["new_annotation_secret"]);
const PRESENCE_DIFF = "presence_diff";
const PRESENCE_STATE = "presence_state";

export const ACCEPTED_RACES: readonly AcceptedRace[] = [
  {
    why: "at a graceful stop the web server may reach a joined socket before its channel's message does: 1000 for 1012",
    mayReplace: (expected, came, at) =>
      expected.is === "closed" &&
      came.is === "closed" &&
      expected.code === 1000 &&
      came.code === 1012 &&
      at.recording.lines.some(
        ({ line, ...rest }) =>
          rest.from === "control" && rest.act.is === "stop" && rest.act.how === "graceful" && line < at.line,
      ),
  },
  {
    why: "an intercepted broadcast goes through the channel process, a plain one past it: either may come first",
    mayPass({ moved, passed }) {
      const [one, other] = [messageIn(moved), messageIn(passed)];
      if (one === null || other === null || one.topic !== other.topic) return false;
      const [intercepted, plain] = INTERCEPTED.has(one.event) ? [one, other] : [other, one];
      return INTERCEPTED.has(intercepted.event) && plain.joinRef === null && plain.ref === null;
    },
  },
  {
    why: "a presence diff comes from the tracker's process, a reply or a presence state from the channel's",
    mayPass({ moved, passed }, at) {
      const [one, other] = [messageIn(moved), messageIn(passed)];
      const [diff, rest] = one?.event === PRESENCE_DIFF ? [one, other] : [other, one];
      if (diff?.event !== PRESENCE_DIFF || rest === null || diff.topic !== rest.topic) return false;
      if (rest.event === PRESENCE_STATE) return true;
      if (rest.event !== REPLY) return false;
      // The channel process tracks its user only after it has answered the join.
      const isJoinReply = requestsOf(at).some(({ event, ref }) => event === JOIN && ref === rest.ref);
      const user = userOf(at);
      return !(isJoinReply && keysOf(diff, "joins").some((key) => key === user));
    },
  },
  {
    why: "a client that joins again at once, having left or not, may see its own leave in a presence diff",
    mayLack(sign, at) {
      const view = messageIn(sign);
      if (view?.event !== PRESENCE_DIFF || keysOf(view, "joins").length > 0) return false;
      const left = keysOf(view, "leaves");
      if (left.length !== 1 || left[0] !== userOf(at)) return false;
      return requestsOf(at).filter(({ topic, event }) => topic === view.topic && event === JOIN).length > 1;
    },
  },
  {
    why: "a leave with a join right behind it may be answered before the join shuts its process down, or not at all",
    mayLack(sign, at) {
      const view = messageIn(sign);
      if (view?.event !== REPLY) return false;
      const sent = requestsOf(at);
      const leave = sent.findIndex(({ event, ref }) => event === LEAVE && ref === view.ref);
      const next = sent[leave + 1];
      return leave !== -1 && next?.event === JOIN && next.topic === view.topic;
    },
  },
  {
    why: "of several joins of one topic in one go, a replaced one may be closed among the replies or after them",
    mayPass({ moved, passed }, at) {
      const [one, other] = [messageIn(moved), messageIn(passed)];
      const [close, reply] = one?.event === CLOSE ? [one, other] : [other, one];
      if (close?.event !== CLOSE || reply?.event !== REPLY || close.topic !== reply.topic) return false;
      const joins = requestsOf(at).filter(({ event, topic }) => event === JOIN && topic === close.topic);
      const closed = joins.findIndex(({ joinRef }) => joinRef === close.joinRef);
      const replied = joins.findIndex(({ ref }) => ref === reply.ref);
      // The reply to the very join that replaced it always comes first.
      return closed !== -1 && replied > closed + 1;
    },
  },
  {
    why: "a push queued behind one that crashes the channel is lost in the dying process, or answered once it is gone",
    mayLack(sign, at) {
      const view = messageIn(sign);
      if (view?.event !== REPLY || view.joinRef !== null || !isJsonObject(view.payload)) return false;
      const { response } = view.payload;
      if (!isJsonObject(response ?? null) || JSON.stringify(response) !== '{"reason":"unmatched topic"}') {
        return false;
      }
      const push = at.recording.lines.find(
        ({ from, ...line }) =>
          from === "client" &&
          "act" in line &&
          line.act.is === "frame" &&
          viewOf(line.act.data)?.ref === view.ref,
      );
      const crash = at.recording.lines.find(
        (line) =>
          line.from === "server" &&
          line.client === at.client &&
          messageIn(line.sign)?.event === ERROR &&
          messageIn(line.sign)?.topic === view.topic,
      );
      return push !== undefined && crash !== undefined && push.line < crash.line;
    },
  },
];

function messageIn(sign: ServerSign): FrameView | null {
  return sign.is === "frame" ? viewOf(sign.data) : null;
}

/** What the client has sent before, in order. */
function requestsOf({ recording, client, line }: Parting): readonly FrameView[] {
  const views: FrameView[] = [];
  for (const recorded of recording.lines) {
    if (recorded.from !== "client" || recorded.client !== client || recorded.line > line) continue;
    const view = recorded.act.is === "frame" ? viewOf(recorded.act.data) : null;
    if (view !== null) views.push(view);
  }
  return views;
}

function keysOf({ payload }: FrameView, part: "joins" | "leaves"): readonly string[] {
  const presences = isJsonObject(payload) ? (payload[part] ?? null) : null;
  return isJsonObject(presences) ? Object.keys(presences) : [];
}

/** Whom the client's token names. */
function userOf({ recording, client }: Parting): string | null {
  const open = recording.lines.find((line) => line.from === "client" && line.client === client);
  if (open?.from !== "client" || open.act.is !== "open") return null;
  const { token } = parseUpgradeUrl(open.act.url).params;
  const options = { maxAge: atom("infinity"), nowMs: 0 };
  const verified = verifyToken(GOLDEN_SECRET, GOLDEN_SALT, token, options);
  return verified.is === "ok" ? textOf(verified.data) : null;
}
