import type { Figure } from "./bench.ts";

/** The figure that 19 of 20 stay below. */
export function p95(what: string, timesMs: readonly number[], goal: string): Figure {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const most = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  return { what, measured: `${most.toFixed(1)} ms`, goal };
}

/** A key pressed inside the simulator, or the scrubber put to a place. */
export type Move = { readonly key: string } | { readonly place: number };

export function repeat(count: number, make: (index: number) => Move): Move[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/**
 * Runs in the page: makes one move after the other, and says how long each took until the new moment was
 * painted. Moves come at the pace of a held key, 30 a second: without a graphics card the screen is still busy
 * with the last frame for some 13 ms, which is not the next step's doing. No timer is waited for while the clock
 * runs: browsers hold nested timers back by 4 ms, which would count as ours.
 */
export async function timeMoves(moves: readonly Move[]): Promise<number[]> {
  const simulator = document.querySelector(".simulator");
  const slider = simulator?.querySelector("input[type=range]");
  const step = simulator?.querySelector(".moment-step");
  // On the scrubber itself the browser handles the keys.
  const button = simulator?.querySelector(".transport button");
  if (!(slider instanceof HTMLInputElement) || step == null || button == null)
    throw new Error("no simulator");
  const afterPaint = (then: () => void): void => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(null);
    });
  };
  const times: number[] = [];
  for (const move of moves) {
    if ("place" in move && slider.value === String(move.place)) continue;
    await new Promise((resolve) => setTimeout(resolve, 33));
    const started = performance.now();
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${JSON.stringify(move)} changed nothing`)), 3000);
      const watch = new MutationObserver(() => {
        watch.disconnect();
        clearTimeout(late);
        afterPaint(resolve);
      });
      watch.observe(step, { characterData: true, childList: true, subtree: true });
      if ("key" in move) {
        button.dispatchEvent(
          new KeyboardEvent("keydown", { key: move.key, bubbles: true, cancelable: true }),
        );
      } else {
        slider.value = String(move.place);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    times.push(performance.now() - started);
  }
  return times;
}
