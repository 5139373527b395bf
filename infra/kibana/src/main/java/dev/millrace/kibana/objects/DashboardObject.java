package dev.millrace.kibana.objects;

import dev.millrace.kibana.objects.Description.Dashboard;
import dev.millrace.kibana.objects.Description.Panel;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a dashboard with its panels; used once. */
final class DashboardObject {

    private static final int COLUMNS = 48;
    private static final String PANEL_VERSION = "8.15.0";

    private final Dashboard dashboard;
    private final ArrayNode references = Json.object().putArray("references");
    private int x;
    private int y;
    private int rowHeight;

    DashboardObject(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    ObjectNode toJson() {
        ArrayNode panels = Json.object().putArray("panels");
        dashboard.panels().forEach(panel -> panels.add(panel(panel)));
        ObjectNode options =
                Json.object()
                        .put("useMargins", true)
                        .put("syncColors", true)
                        .put("syncCursor", true)
                        .put("syncTooltips", false)
                        .put("hidePanelTitles", false);
        ObjectNode source = Json.object().set("query", Json.kql(""));
        source.putArray("filter");
        ObjectNode attributes =
                Json.object()
                        .put("title", dashboard.title())
                        .put("description", dashboard.description())
                        .put("timeRestore", true)
                        .put("timeFrom", "now-24h")
                        .put("timeTo", "now")
                        .put("optionsJSON", options.toString())
                        .put("panelsJSON", panels.toString())
                        .put("version", 1);
        attributes.putObject("refreshInterval").put("pause", true).put("value", 60_000);
        attributes.putObject("kibanaSavedObjectMeta").put("searchSourceJSON", source.toString());
        attributes.set("controlGroupInput", controls());
        return SavedObjects.object("dashboard", dashboard.id(), attributes, references);
    }

    private ObjectNode panel(Panel panel) {
        String id = panel.slug();
        ObjectNode json =
                Json.object()
                        .put("version", PANEL_VERSION)
                        .put("type", panel.search() == null ? "lens" : "search")
                        .put("panelIndex", id)
                        .put("title", panel.title());
        json.set("gridData", place(panel).put("i", id));
        ObjectNode config = json.putObject("embeddableConfig");
        config.putObject("enhancements");
        if (panel.search() != null) {
            json.put("panelRefName", "panel_" + id);
            references.add(Json.reference(id + ":panel_" + id, "search", panel.search()));
        } else {
            String dataView = Objects.requireNonNullElse(panel.dataView(), dashboard.dataView());
            LensPanel lens = new LensPanel(panel, dataView);
            config.set("attributes", lens.attributes());
            references.add(lens.reference(id + ":"));
        }
        return json;
    }

    /** Panels stand side by side until their row is full. */
    private ObjectNode place(Panel panel) {
        if (x + panel.width() > COLUMNS) {
            x = 0;
            y += rowHeight;
            rowHeight = 0;
        }
        ObjectNode place =
                Json.object()
                        .put("x", x)
                        .put("y", y)
                        .put("w", panel.width())
                        .put("h", panel.height());
        x += panel.width();
        rowHeight = Math.max(rowHeight, panel.height());
        return place;
    }

    private ObjectNode controls() {
        ObjectNode panels = Json.object();
        for (int order = 0; order < dashboard.controls().size(); order++) {
            String field = dashboard.controls().get(order);
            String id = "control-" + field.replace('.', '-');
            ObjectNode control =
                    panels.putObject(id)
                            .put("order", order)
                            .put("width", "medium")
                            .put("grow", true)
                            .put("type", "optionsListControl");
            control.putObject("explicitInput")
                    .put("id", id)
                    .put("fieldName", field)
                    .put("title", field)
                    .putObject("enhancements");
            references.add(
                    Json.reference(
                            "controlGroup_" + id + ":optionsListDataView",
                            "index-pattern",
                            dashboard.dataView()));
        }
        ObjectNode ignored =
                Json.object()
                        .put("ignoreFilters", false)
                        .put("ignoreQuery", false)
                        .put("ignoreTimerange", false)
                        .put("ignoreValidations", false);
        return Json.object()
                .put("controlStyle", "oneLine")
                .put("chainingSystem", "HIERARCHICAL")
                .put("panelsJSON", panels.toString())
                .put("ignoreParentSettingsJSON", ignored.toString());
    }
}
