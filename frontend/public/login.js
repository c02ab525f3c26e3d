// Opens a session with the token, then goes where one wanted to go; as a file, since the page allows no inline script.
(() => {
  const form = document.querySelector("form");
  const input = document.querySelector("#token");
  const button = document.querySelector("button");
  const problem = document.querySelector("#problem");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.textContent = await logIn(input.value.trim());
    button.disabled = false;
    if (problem.textContent === "") {
      location.replace(wanted());
    } else {
      input.select();
    }
  });

  /** Resolves to what went wrong, for people. */
  async function logIn(token) {
    try {
      const answer = await fetch("/api/session", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ token }),
      });
      if (answer.ok) {
        return "";
      }
      if (answer.status === 401) {
        return "Incorrect token.";
      }
      const seconds = answer.headers.get("Retry-After");
      return answer.status === 429
        ? `Too many attempts. Try again in ${seconds} seconds.`
        : (await answer.json()).error;
    } catch {
      return "Cannot reach the server. Is AI Observer running?";
    }
  }

  /** The page one came from; another site's never. */
  function wanted() {
    const text = new URLSearchParams(location.search).get("next") ?? "/";
    const next = URL.canParse(text, location.origin) ? new URL(text, location.origin) : location;
    return next !== location && next.origin === location.origin ? next.pathname + next.search + next.hash : "/";
  }
})();
