// Leads on from an old address with what stands in it behind `?` and `#`, which the page by itself would lose.
(() => {
  const { search, hash } = location;
  if (search || hash) {
    const to = new URL(document.currentScript.dataset.to, location);
    to.search = search || to.search;
    to.hash = hash || to.hash;
    // Else the page would lead on by itself, too.
    window.stop();
    location.replace(to);
  }
})();
