/** Why a process ended, as far as others can tell. `term` is the reason itself when Elixir code gave it. */
export type ExitReason =
  | { readonly is: "normal" }
  /** `:shutdown`, or `{:shutdown, detail}` with the detail as Elixir inspects it. */
  | { readonly is: "shutdown"; readonly detail: string | null; readonly term?: unknown }
  | { readonly is: "killed" }
  | { readonly is: "noproc" }
  /** Anything else, as Elixir inspects it. */
  | { readonly is: "error"; readonly inspected: string; readonly term?: unknown };

export const NORMAL: ExitReason = { is: "normal" };
export const SHUTDOWN: ExitReason = { is: "shutdown", detail: null };
export const KILLED: ExitReason = { is: "killed" };

export function shutdown(detail: string): ExitReason {
  return { is: "shutdown", detail };
}

/** The reason as Elixir's `inspect/1` writes it. */
export function inspectReason(reason: ExitReason): string {
  switch (reason.is) {
    case "normal":
      return ":normal";
    case "shutdown":
      return reason.detail === null ? ":shutdown" : `{:shutdown, ${reason.detail}}`;
    case "killed":
      return ":killed";
    case "noproc":
      return ":noproc";
    case "error":
      return reason.inspected;
  }
}

/** Whether OTP would log it as a crash. */
export function isCrash(reason: ExitReason): boolean {
  switch (reason.is) {
    case "normal":
    case "shutdown":
    case "noproc":
      return false;
    case "killed":
    case "error":
      return true;
  }
}
