#!/bin/sh
# Has nginx take the socket that daemonize holds: NGINX names its descriptor. nginx wants the address in its configuration, too,
# where no variable may stand. QUIT is what it finishes its requests with:
#   daemonize --name nginx --stop-signal QUIT --listen 127.0.0.1:3000 sh nginx.sh
set -eu

cat >"nginx.$PORT.conf" <<END
daemon off;
error_log stderr;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:$PORT;
    location / { return 200 "nginx \$pid\n"; }
  }
}
END

# It becomes this very process, which the socket was given to. While one replaces another, both have a pidfile.
NGINX='3;' exec nginx -p . -e stderr -c "nginx.$PORT.conf" -g "pid nginx.$$.pid;"
