"use strict";

// The page has no inline script: what Swagger UI is told stands here, and where the document is, in the page.
window.addEventListener("DOMContentLoaded", () => {
    const place = document.getElementById("belge");
    window.SwaggerUIBundle({
        url: place.dataset.url,
        domNode: place,
        deepLinking: true,
        docExpansion: "none",
        defaultModelsExpandDepth: -1,
        persistAuthorization: false,
        validatorUrl: null,
    });
});
