/**
 * The card of a term: shown while the pointer is on the term or on the card, or the term has the focus. Escape puts it
 * away. A screen reader needs no card: the link is described by its text.
 */

/** Long enough that a pointer on its way across the text shows nothing, and may cross from the term to its card. */
const WAIT_MS = 180;
const EDGE_PX = 12;

type Shown = { readonly link: HTMLElement; readonly card: HTMLElement };

let shown: Shown | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let listening = false;

/** The pointer or the focus has come to a link to the glossary. */
export function pointAt(link: HTMLElement): void {
  const card = document.getElementById(link.getAttribute("aria-describedby") ?? "");
  if (card === null) return;
  listen();
  clearTimeout(timer);
  if (shown?.link === link) return;
  const here = (): boolean => link.matches(":hover") || link.matches(":focus-visible");
  timer = setTimeout(() => here() && show({ link, card }), WAIT_MS);
}

function show(next: Shown): void {
  hide();
  shown = next;
  const { link, card } = next;
  card.hidden = false;
  // A term at a line's end may stand on two lines; its first piece is where it begins.
  const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(EDGE_PX, Math.min(at.left - EDGE_PX, clientWidth - width - EDGE_PX));
  const below = link.getBoundingClientRect().bottom + height + EDGE_PX < clientHeight;
  const bottom = link.getBoundingClientRect().bottom;
  card.style.left = `${left}px`;
  card.style.top = `${Math.max(EDGE_PX, below ? bottom : at.top - height)}px`;
}

function hide(): void {
  if (shown === null) return;
  shown.card.hidden = true;
  shown = null;
}

/** Whether the reader is still at the card or its term. */
function leave(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (shown === null) return;
    const { link, card } = shown;
    if (!link.matches(":hover, :focus-visible") && !card.matches(":hover")) hide();
  }, WAIT_MS);
}

function listen(): void {
  if (listening) return;
  listening = true;
  document.addEventListener("mouseout", leave);
  document.addEventListener("focusout", leave);
  document.addEventListener("scroll", hide, { passive: true });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    clearTimeout(timer);
    hide();
  });
}
