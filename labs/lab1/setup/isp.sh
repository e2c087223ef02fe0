#!/bin/sh
# Runs once in isp after its first boot. Students do not change isp. It has an address, and a web server that answers each
# client with the client's address. Like a real ISP, it has no route to private addresses.
set -eu

cat >/usr/local/sbin/whoami-server <<'PYTHON'
import http.server


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = (self.client_address[0] + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("203.0.113.1", 80), Handler).serve_forever()
PYTHON

cat >/etc/systemd/system/whoami-server.service <<'UNIT'
[Unit]
Description=Answers each client with the client's address

[Service]
ExecStartPre=/sbin/ip link set eth0 up
ExecStartPre=/sbin/ip address replace 203.0.113.1/24 dev eth0
ExecStart=/usr/bin/python3 /usr/local/sbin/whoami-server
Restart=on-failure

[Install]
WantedBy=multi-user.target
UNIT

systemctl daemon-reload
systemctl enable whoami-server
systemctl restart whoami-server
