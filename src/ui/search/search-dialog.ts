import { type FoundPage, MOST_ROWS, rowsOf, type SearchRow } from "./search-results.ts";

/** The part of pagefind's own module that the site uses. */
type Index = {
  options(options: { readonly excerptLength: number }): Promise<void>;
  /** Null when something else has been looked for since. */
  debouncedSearch(
    words: string,
  ): Promise<{ readonly results: readonly { data(): Promise<FoundPage> }[] } | null>;
};

const HINT = "Lessons and glossary. ↓ and ↑ go through the list, Enter opens, Escape closes.";

let dialog: SearchDialog | null = null;

/** Opens the search; `address` is where the build has put pagefind's module. */
export function openSearch(page: Document, address: string): void {
  dialog ??= new SearchDialog(page, address);
  dialog.open();
}

class SearchDialog {
  readonly #address: string;
  readonly #box: HTMLDialogElement;
  readonly #field: HTMLInputElement;
  readonly #said: HTMLElement;
  readonly #list: HTMLElement;
  #index: Promise<Index> | null = null;

  constructor(page: Document, address: string) {
    this.#address = address;
    this.#box = page.createElement("dialog");
    this.#box.className = "search";
    this.#box.ariaLabel = "Search";
    const form = page.createElement("form");
    form.role = "search";
    this.#field = page.createElement("input");
    Object.assign(this.#field, { type: "search", autocomplete: "off", spellcheck: false, maxLength: 100 });
    this.#field.ariaLabel = "Search for";
    this.#field.placeholder = "Search for";
    const close = page.createElement("button");
    Object.assign(close, { type: "button", className: "search-close", textContent: "Close" });
    this.#said = page.createElement("p");
    this.#said.className = "search-said";
    this.#said.role = "status";
    this.#list = page.createElement("ol");
    form.append(this.#field, close);
    this.#box.append(form, this.#said, this.#list);
    page.body.append(this.#box);

    close.addEventListener("click", () => this.#close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#list.querySelector("a")?.click();
    });
    this.#field.addEventListener("input", () => this.#find());
    this.#box.addEventListener("keydown", (event) => this.#onKey(event));
    this.#box.addEventListener("click", ({ target }) => {
      // The box has no padding: a click on it itself is one beside it. A link may lead to a place on this very page.
      if (target === this.#box || (target instanceof Element && target.closest("a") !== null)) this.#close();
    });
  }

  open(): void {
    if (this.#box.open) return;
    this.#box.showModal();
    this.#field.select();
    if (this.#field.value === "") this.#said.textContent = HINT;
    // While the reader types, not when they have.
    this.#load().catch(() => this.#giveUp());
  }

  #close(): void {
    this.#box.close();
    // Opened from nowhere in particular, the focus would stay in here, and with it every key.
    const { activeElement } = this.#box.ownerDocument;
    if (activeElement instanceof HTMLElement && this.#box.contains(activeElement)) activeElement.blur();
  }

  #load(): Promise<Index> {
    this.#index ??= (async () => {
      // What pagefind writes beside every index; the build checks that it is there.
      const index = (await import(/* @vite-ignore */ this.#address)) as Index;
      await index.options({ excerptLength: 18 });
      return index;
    })();
    return this.#index;
  }

  async #find(): Promise<void> {
    const words = this.#field.value.trim();
    if (words === "") {
      this.#said.textContent = HINT;
      this.#list.replaceChildren();
      return;
    }
    try {
      const index = await this.#load();
      const found = await index.debouncedSearch(words);
      if (found === null) return;
      const pages = await Promise.all(found.results.slice(0, MOST_ROWS).map((result) => result.data()));
      if (words === this.#field.value.trim()) this.#show(words, rowsOf(pages));
    } catch {
      this.#giveUp();
    }
  }

  #giveUp(): void {
    this.#index = null;
    this.#said.textContent =
      "The search index cannot be loaded. (On the development server there is none: npm run build makes it.)";
  }

  #show(words: string, rows: readonly SearchRow[]): void {
    this.#said.textContent =
      rows.length === 0
        ? `Nothing has “${words}” in it. Fewer letters, or another word for it?`
        : `${rows.length} ${rows.length === 1 ? "place" : "places"}`;
    this.#list.replaceChildren(...rows.map((row) => this.#item(row)));
  }

  #item({ url, title, within, excerpt }: SearchRow): HTMLElement {
    const page = this.#box.ownerDocument;
    const item = page.createElement("li");
    const link = page.createElement("a");
    link.href = url;
    const head = page.createElement("b");
    head.textContent = title;
    const place = page.createElement("i");
    place.textContent = within;
    const text = page.createElement("span");
    text.append(...marked(page, excerpt));
    link.append(head, " ", place, text);
    item.append(link);
    return item;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      // By itself it would only empty the field first.
      event.preventDefault();
      this.#close();
      return;
    }
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    const stops: (Element | null)[] = [this.#field, ...this.#list.querySelectorAll("a")];
    const here = stops.indexOf(this.#box.ownerDocument.activeElement);
    event.preventDefault();
    const next = stops[Math.max(0, Math.min(stops.length - 1, here + by))];
    if (next instanceof HTMLElement) next.focus();
  }
}

/** The excerpt as text with marks: whatever else it may hold is left behind. */
function marked(page: Document, excerpt: string): Node[] {
  const { body } = new DOMParser().parseFromString(excerpt, "text/html");
  return [...body.childNodes].map((node) => {
    const text = node.textContent ?? "";
    if (node.nodeName !== "MARK") return page.createTextNode(text);
    const mark = page.createElement("mark");
    mark.textContent = text;
    return mark;
  });
}
