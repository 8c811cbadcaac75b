//go:build ignore

/*
 * Lets WebKitWebDriver drive a program that embeds WebKitGTK, without a change to
 * the program: preload this, and its web view is built as one that automation may
 * control and is handed to the driver's session.
 *
 * The address to listen on comes in MINDFLOW_E2E_INSPECTOR. It is given to WebKit only
 * here, because a release build of MindFlow drops WEBKIT_INSPECTOR_* when it starts.
 */
#include <stdlib.h>
#include <webkit2/webkit2.h>

/* The driver asks for a web view: it gets the one that the program shows. */
static WebKitWebView *hand_over(WebKitAutomationSession *session, gpointer view) {
	return view;
}

static void on_started(WebKitWebContext *context, WebKitAutomationSession *session, gpointer view) {
	g_signal_connect(session, "create-web-view", G_CALLBACK(hand_over), view);
}

/* Wails makes this object before any other of WebKit, which reads the address once. */
WebKitUserContentManager *webkit_user_content_manager_new(void) {
	const char *address = getenv("MINDFLOW_E2E_INSPECTOR");
	if (address != NULL)
		setenv("WEBKIT_INSPECTOR_SERVER", address, 1);
	return g_object_new(WEBKIT_TYPE_USER_CONTENT_MANAGER, NULL);
}

/* Takes the place of WebKit's own constructor, which is the one Wails calls. */
GtkWidget *webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *manager) {
	WebKitWebContext *context = webkit_web_context_get_default();
	webkit_web_context_set_automation_allowed(context, TRUE);
	GtkWidget *view = g_object_new(WEBKIT_TYPE_WEB_VIEW, "user-content-manager", manager,
		"is-controlled-by-automation", TRUE, NULL);
	g_signal_connect(context, "automation-started", G_CALLBACK(on_started), view);
	return view;
}

/* WebKit's helper processes inherit the environment but have nothing to be handed over. */
__attribute__((constructor)) static void stay_here(void) {
	unsetenv("LD_PRELOAD");
}
