// What pages need beside htmx: drafts kept on the server while somebody types, the folded menu, no double sending.
"use strict";

const EVERY = 5000;

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}");
}

function keepDrafts(form) {
  const told = form.querySelector(".saved");
  let dirty = false;
  let sent = false;
  const save = async () => {
    if (!dirty || sent) return;
    dirty = false;
    const body = new FormData(form);
    body.delete("attach");
    try {
      const answer = await fetch("/my/draft", { method: "POST", body, headers: token(), redirect: "error" });
      if (told) told.textContent = answer.ok ? "草稿已保存 " + (await answer.json()).saved_at : "草稿没有保存，请勿关闭本页";
      if (!answer.ok) dirty = true;
    } catch {
      dirty = true;
      if (told) told.textContent = "草稿没有保存，请勿关闭本页";
    }
  };
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { sent = true; });
  window.setInterval(save, EVERY);
  document.addEventListener("visibilitychange", save);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) keepDrafts(form);
  for (const form of document.querySelectorAll("form.act")) {
    form.addEventListener("submit", () => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    });
  }
  if (window.matchMedia("(max-width: 760px)").matches) {
    for (const fold of document.querySelectorAll(".menu-fold")) fold.removeAttribute("open");
  }
});
