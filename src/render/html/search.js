(() => {
  const field = document.getElementById("search");
  if (!field) return;
  const rows = Array.from(document.querySelectorAll("#people tbody tr"));
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
  });
})();
