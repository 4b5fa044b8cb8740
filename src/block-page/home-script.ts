/**
 * Runs in the browser of a room's PC: shows the room's sites, which come in parts, and what did not open. All data is
 * inserted as text; links lead to web addresses only. HAProxy joins two spaces into one, so the script has no double spaces.
 */
const readable = `'use strict';
(function () {
  var words = JSON.parse(document.body.dataset.words);
  var list = document.getElementById('sites');
  var search = document.getElementById('search');
  var refused = document.getElementById('refused');
  var all = [];
  var left = 0;
  function make(tag, text, into) {
    var node = document.createElement(tag);
    if (text) node.textContent = text;
    if (into) into.appendChild(node);
    return node;
  }
  function decode(text) {
    var bytes = Uint8Array.from(atob(text), function (letter) { return letter.charCodeAt(0); });
    return JSON.parse(new TextDecoder().decode(bytes));
  }
  function part(at) {
    return fetch('/.aqtizim/sites/' + at, { cache: 'no-store', credentials: 'omit' }).then(function (response) {
      if (!response.ok) throw new Error(String(response.status));
      return response.text();
    }).then(decode);
  }
  function rest(at, count) {
    if (at >= count) return Promise.resolve();
    return part(at).then(function (found) { all = all.concat(found.sites); return rest(at + 1, count); });
  }
  function titleOf(site) { return site[0] || site[3]; }
  function draw() {
    var wanted = search.value.trim().toLocaleLowerCase();
    var groups = new Map();
    all.forEach(function (site) {
      if (wanted && site.join(' ').toLocaleLowerCase().indexOf(wanted) < 0) return;
      var subject = site[1] || words.other;
      if (!groups.has(subject)) groups.set(subject, []);
      groups.get(subject).push(site);
    });
    var names = Array.from(groups.keys()).sort(function (a, b) {
      return (a === words.other) - (b === words.other) || a.localeCompare(b);
    });
    list.textContent = '';
    names.forEach(function (name) {
      if (names.length > 1 || name !== words.other) make('h2', name, list);
      var items = make('ul', '', list);
      groups.get(name).sort(function (a, b) { return titleOf(a).localeCompare(titleOf(b)); }).forEach(function (site) {
        var link = make('a', titleOf(site), make('li', '', items));
        if (/^https?:[/][/]/.test(site[2])) link.href = site[2];
        link.rel = 'noreferrer';
        if (site[0]) make('small', site[3], link);
      });
    });
    if (names.length === 0) make('p', words.none, list);
    if (left > 0) make('p', words.left.replace('%', left), list);
    document.documentElement.dataset.state = 'done';
  }
  function load() {
    return part(0).then(function (first) {
      all = first.sites;
      left = first.left;
      return rest(1, first.parts);
    }).then(draw, function () { list.textContent = words.failed; });
  }
  function json(body) {
    var how = { cache: 'no-store', credentials: 'omit' };
    if (body) {
      how.method = 'POST';
      how.headers = { 'Content-Type': 'application/json' };
      how.body = JSON.stringify(body);
    }
    return fetch('/.aqtizim/refused', how).then(function (response) {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    });
  }
  function asker(name, into) {
    var form = make('form', '', into);
    var label = make('label', words.reason, form);
    var reason = make('input', '', label);
    reason.maxLength = 300;
    var go = make('button', words.ask, form);
    go.type = 'submit';
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      go.disabled = true;
      json({ name: name, reason: reason.value }).then(function (answer) {
        form.remove();
        make('p', words.outcomes[answer.outcome] || words.away, into);
      }, function () { go.disabled = false; make('p', words.away, into); });
    });
  }
  function look() {
    json().then(function (answer) {
      refused.textContent = '';
      if (answer.names.length === 0) make('p', words.nothing, refused);
      var items = make('ul', '', refused);
      answer.names.forEach(function (name) {
        var item = make('li', '', items);
        make('strong', name, item);
        asker(name, item);
      });
    }, function () { refused.textContent = words.away; });
  }
  search.addEventListener('input', draw);
  document.getElementById('look').addEventListener('click', look);
  load();
})();`

export const homeScript = readable.replace(/\s+/g, ' ')
