package com.example.expenses;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Logs where the application listens, and what to try. */
@Component
class Welcome {

    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

    @EventListener
    void started(WebServerInitializedEvent event) {
        LOG.info(
                "Listening on http://localhost:{}: a page there shows what to try, such as POST /expenses",
                event.getWebServer().getPort());
    }
}
