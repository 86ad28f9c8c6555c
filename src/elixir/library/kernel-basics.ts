import { Later } from "../../loading/later.ts";
import { type Native, nativeModule } from "../native.ts";
import { Atom, PidTerm } from "../term.ts";
import { EXCEPTIONS } from "../thrown.ts";

/** Two processes that talk. */
export const MESSAGES: { readonly [name: string]: Native } = {
  "self/0": (cx) => cx.host.self,
  "send/2": (cx, to, message) => {
    const pid = to instanceof Atom ? cx.host.whereis(to) : to;
    if (!(pid instanceof PidTerm)) throw EXCEPTIONS.now.badArgument(1, "invalid destination");
    cx.host.send(pid, message);
    return message;
  },
};

/** `Kernel`: what modules of channels need of it as a rule, and the rest when it is called. */
export const KERNEL_MODULE = nativeModule("Kernel", MESSAGES, {
  rest: new Later(async () => (await import("./kernel-terms.ts")).KERNEL_TERMS),
});
