import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, logIn, read } from "@/api/client";

/** Ends the browser's session; nothing where the server asks for no token. */
export function LogOut() {
  const session = useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => read(api.GET("/api/session", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const end = useMutation({ mutationFn: () => read(api.DELETE("/api/session")), onSuccess: logIn });
  if (!session.data?.tokenRequired) {
    return null;
  }
  return (
    <Tooltip label="Log out">
      <ActionIcon aria-label="Log out" onClick={() => end.mutate()}>
        <IconLogout size={16} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
