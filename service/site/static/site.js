// Better with it, whole without it: the phone's position, printing, a link that copies its full address.
"use strict";

for (const form of document.querySelectorAll("[data-position]")) {
  if (!navigator.geolocation) continue;
  form.hidden = false;
  const status = form.querySelector("[data-status]");
  form.addEventListener("submit", (event) => {
    if (form.elements.longitude.value) return;
    event.preventDefault();
    status.textContent = "Recherche de votre position…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.longitude.value = coords.longitude.toFixed(6);
        form.elements.latitude.value = coords.latitude.toFixed(6);
        form.elements.accuracy.value = Math.round(coords.accuracy);
        form.submit();
      },
      () => {
        status.textContent = "Votre position n'est pas disponible. Écrivez plutôt le nom du lieu.";
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const input of document.querySelectorAll("[data-link]")) {
  input.value = new URL(input.value, location.href).href;
  input.addEventListener("focus", () => input.select());
}

for (const form of document.querySelectorAll("[data-working]")) {
  form.addEventListener("submit", (event) => {
    const working = form.querySelector("[data-progress]");
    working.hidden = event.submitter && event.submitter.value !== "page";
  });
}
