try {
  const theme = localStorage.getItem("rejoin-theme");
  if (theme !== null && theme !== "auto") document.documentElement.dataset["theme"] = theme;
} catch {
  // Without storage nothing was chosen.
}
