// Bars over the rows that the page's table shows: data-rows, data-label (the name of a row), data-series (pairs of name and words).
document.querySelectorAll(".chart").forEach((place) => {
  const rows = JSON.parse(place.dataset.rows), series = JSON.parse(place.dataset.series);
  place.style.height = `${120 + rows.length * 36}px`;
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    color: ["#0b4a9e", "#b45309", "#b42318"],
    legend: { data: series.map(([, words]) => words) },
    grid: { left: 8, right: 32, containLabel: true },
    xAxis: { type: "value", minInterval: 1 },
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row[place.dataset.label]) },
    series: series.map(([name, words]) => ({
      name: words, type: "bar", data: rows.map((row) => row[name]), label: { show: true, position: "right" },
    })),
  });
  window.addEventListener("resize", () => chart.resize());
});
