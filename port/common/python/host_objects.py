# The classes of what host functions give that is more than a plain value.
# SPDX-License-Identifier: Apache-2.0
import json


class Response:
    def __init__(self, status, headers, content, text):
        self.status = status
        self.headers = headers
        self.content = content
        self._text = text

    @property
    def text(self):
        # The host decodes only what is not UTF-8.
        if self._text is None:
            self._text = self.content.decode()
        return self._text

    def json(self):
        return json.loads(self.text)

    def __repr__(self):
        return "<Response [%d]>" % self.status
