(() => {
  const KEY = "rejoin-theme";
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem(KEY) ?? "auto";
    } catch {
      return "auto";
    }
  };
  const show = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  };
  // src/layouts/early-theme.js has shown it before the first paint.
  for (const box of document.querySelectorAll(".theme")) {
    box.hidden = false;
    box.addEventListener("click", choose);
  }
  show(stored());
  function choose({ target }) {
    const theme = target.dataset.themeChoice;
    if (theme === undefined) return;
    show(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
})();
