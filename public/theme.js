// Sets the chosen theme before the first paint; the buttons appear once the page is there.
(() => {
  const KEY = "rejoin-theme";
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(KEY) ?? "auto";
    } catch {
      return "auto";
    }
  }

  function show(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  }

  show(stored());
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector(".theme");
    if (box === null) return;
    box.hidden = false;
    show(stored());
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-theme-choice]");
      if (button === null) return;
      const theme = button.dataset.themeChoice;
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // Without storage the choice lasts as long as the page.
      }
      show(theme);
    });
  });
})();
