/**
 * Asks sites from the browser of a room's PC whether they answer. `no-cors` and HEAD: the browser says whether anybody
 * answered, and gives the script neither status nor content. A name counts as silent after eight seconds. The daemon has few
 * places, and a whole room reports at once: who finds none comes again.
 */
export const drillScript = `'use strict';
(function () {
  var table = document.getElementById('probes');
  var go = document.getElementById('go');
  var state = document.getElementById('state');
  var drill = JSON.parse(table.dataset.drill);
  var rows = table.tBodies[0].rows;
  function look(url) {
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, 8000);
    var how = { method: 'HEAD', mode: 'no-cors', cache: 'no-store', credentials: 'omit', redirect: 'follow',
      referrerPolicy: 'no-referrer', signal: stop.signal };
    return fetch(url, how).then(function () { return 'answered'; }, function () {
      return stop.signal.aborted ? 'timeout' : 'failed';
    }).then(function (seen) { clearTimeout(timer); return seen; });
  }
  function probe(at) {
    var name = drill.probes[at];
    var path = '/robots.txt?' + Math.random().toString(36).slice(2);
    rows[at].cells[3].textContent = '…';
    return look('http://' + name + path).then(function (http) {
      return look('https://' + name + path).then(function (https) { return { http: http, https: https }; });
    });
  }
  function runAll() {
    var results = [];
    var next = 0;
    function work() {
      if (next >= drill.probes.length) return Promise.resolve();
      var at = next++;
      state.textContent = drill.words.running + ' ' + next + ' / ' + drill.probes.length;
      return probe(at).then(function (seen) { results[at] = seen; return work(); });
    }
    return Promise.all([work(), work(), work(), work()]).then(function () { return results; });
  }
  function show(answer) {
    answer.probes.forEach(function (each, at) {
      var cell = rows[at].cells[3];
      cell.textContent = drill.words[each.verdict];
      cell.className = each.right ? 'right' : 'wrong';
    });
    state.textContent = drill.words.done + ' ' + answer.right + ' / ' + answer.probes.length;
    document.documentElement.dataset.state = 'done';
  }
  function pause(ms) {
    return new Promise(function (resolve) { setTimeout(resolve, ms); });
  }
  function send(results, times) {
    return fetch('/.aqtizim/drill', { method: 'POST', cache: 'no-store', credentials: 'omit',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ run: drill.run, results: results }) }).then(function (response) {
      if (response.ok) return response.json();
      if (response.status < 500 || times === 0) throw new Error(String(response.status));
      return pause(2000 + 3000 * Math.random()).then(function () { return send(results, times - 1); });
    });
  }
  go.addEventListener('click', function () {
    go.disabled = true;
    runAll().then(function (results) {
      state.textContent = drill.words.sending;
      return send(results, 5);
    }).then(show).catch(function () {
      state.textContent = drill.words.broken;
      document.documentElement.dataset.state = 'broken';
    });
  });
})();
`
